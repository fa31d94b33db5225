// Captures what a run looks at, before anything is dispatched: a commit in the home that stays readable until the run is pruned,
// whatever happens to the project. Nothing is written to the project.

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import type { Base } from '../../../contracts/run/base.ts';
import { withFolder } from '../../files.ts';
import { rethrowShortage } from '../../shortage.ts';
import { borrow } from '../bases/borrow.ts';
import { copyNeeded } from '../bases/copy-needed.ts';
import { heldBase, hold } from '../bases/hold.ts';
import { linkObjects } from '../bases/link-objects.ts';
import { oldRefs, takeOver } from '../bases/old-refs.ts';
import { openBases } from '../bases/open-bases.ts';
import { basesOf } from '../bases/place.ts';
import { refuseMissing } from '../bases/refuse-incomplete.ts';
import { keepShallow } from '../bases/shallow.ts';
import { storesOf } from '../bases/stores.ts';
import { together } from '../bases/turns.ts';
import { makeBare, objectsOf } from '../git/bare.ts';
import { git, gitText } from '../git/git.ts';
import { findProject, type Project, type Repository } from '../project.ts';
import { checkedOut, commitOf, mergeBase, readRange } from '../revisions.ts';
import { captureFolder } from './capture-folder.ts';
import { type CaptureLimits, captureWorktree } from './capture-worktree.ts';
import { checkScope } from './check-scope.ts';
import { copyIndex } from './snapshot.ts';

export type CaptureRequest = {
  project: string;
  /** `worktree`, `HEAD` or any revision; ignored if there is a range. */
  base: string;
  range?: string | undefined;
  /** An earlier run: only what has changed since its base is looked at. */
  since?: string | undefined;
  /** Refused if it matches no file. In a project that is no git repository, only matching files are taken. */
  scope: readonly string[];
  /** A folder for temporary files. */
  scratch: string;
  limits: CaptureLimits;
  signal?: AbortSignal | undefined;
  /** Called early, with the likely result if nothing is uncommitted; its commit can be read by then. */
  expects?: ((what: Expected) => void) | undefined;
};

/** `indexBytes`: the size of the checkout's index, which bounds the number of files. */
export type Expected = Pick<Base, 'gitDir' | 'commit'> & { indexBytes: number };

type Folder = Extract<Project, { kind: 'folder' }>;
type GitBase = Extract<Base, { kind: 'git' }>;

/** The request, with names resolved to commits. */
type ResolvedRequest = {
  label: string;
  branch: string | undefined;
  /** Absent: the checkout as it is. */
  commit?: string;
  left?: { commit: string; fromMergeBase: boolean };
  /** The base of an earlier run. */
  since?: string;
};

/** Captures into the project's repository in `bases`, and holds the base for the run. */
export async function captureBase(request: CaptureRequest, keep: { bases: string; run: string }): Promise<Base> {
  const { signal } = request;
  const project = await findProject(request.project, signal);
  const gitDir = basesOf(keep.bases, project);
  return together(gitDir, async () => {
    if (project.kind === 'folder') {
      refuseHistory(project, request);
      await openBases(gitDir, project);
      const base = await folderIn(gitDir, project, request);
      await hold(gitDir, keep.run, { base: base.commit }, signal);
      return base;
    }
    const resolved = await resolveRequest(project, request);
    await openBases(gitDir, project);
    return repositoryIn(gitDir, project, { ...resolved, ...(await earlierBase(gitDir, request)) }, request, keep.run);
  });
}

/** Captures into a repository in the scratch folder, which is usable for as long as that folder and the project exist. */
export async function captureBriefly(request: CaptureRequest & { bases: string }): Promise<Base> {
  const { signal, scratch } = request;
  const project = await findProject(request.project, signal);
  const into = join(scratch, 'briefly.git');
  if (project.kind === 'folder') {
    refuseHistory(project, request);
    await makeBare(into, 'sha1');
    return folderIn(into, project, request);
  }
  const gitDir = basesOf(request.bases, project);
  const asked = { ...(await resolveRequest(project, request)), ...(await earlierBase(gitDir, request)) };
  return withFolder(scratch, 'capture', async (folder) => {
    const index = await ownIndex(project, asked, folder);
    const { partial } = await storesOf(project, signal);
    await borrow(into, project, asked.since === undefined ? [] : [objectsOf(gitDir)]);
    if (partial) await refuseMissing(project, into, roots(project, asked), signal);
    return captureChecked({ project, resolved: asked, index, into }, request);
  });
}

async function repositoryIn(
  gitDir: string,
  project: Repository,
  resolved: ResolvedRequest,
  request: CaptureRequest,
  run: string,
): Promise<GitBase> {
  const { signal, scratch } = request;
  return withFolder(scratch, 'capture', async (folder) => {
    // Copied before the objects are linked, so that all objects it names are among them.
    const index = await ownIndex(project, resolved, folder);
    const [{ folders, partial }, old] = await Promise.all([storesOf(project, signal), oldRefs(project, signal)]);
    const linked = await linkObjects(folders, gitDir, signal);
    await keepShallow(project, gitDir, signal);
    if (linked && !partial) await tellExpected(gitDir, project, resolved, request);
    const into = linked ? gitDir : join(folder, 'borrowed.git');
    if (!linked) await borrow(into, project, resolved.since === undefined ? [] : [objectsOf(gitDir)]);
    if (partial) await refuseMissing(project, into, roots(project, resolved), signal);
    const base = await captureChecked({ project, resolved, index, into }, request);
    if (!linked) await copyNeeded(gitDir, into, [base.commit, base.from ?? base.commit, ...old.map((it) => it.commit)], signal);
    await hold(gitDir, run, { base: base.commit, from: base.from }, signal);
    await takeOver(project, old, gitDir, signal);
    return { ...base, gitDir };
  });
}

async function tellExpected(
  gitDir: string,
  { head, index }: Repository,
  resolved: ResolvedRequest,
  { expects }: CaptureRequest,
): Promise<void> {
  const commit = resolved.commit ?? head;
  if (!expects || commit === undefined) return;
  const about = await stat(index).catch(rethrowShortage);
  expects({ gitDir, commit, indexBytes: about?.size ?? 0 });
}

/** A repository that is ready to be captured: what of it, the copy of its index, and the repository that takes the objects. */
type Prepared = { project: Repository; resolved: ResolvedRequest; index: string; into: string };

async function captureChecked(prepared: Prepared, request: CaptureRequest): Promise<GitBase> {
  const { resolved } = prepared;
  const whole = await capturePrepared(prepared, request);
  const base = resolved.since === undefined ? whole : sinceThen(whole, resolved.since);
  if (request.scope.length > 0) checkScope(request.scope, await pathsOf(base, request.signal), base.label);
  return base;
}

const sinceThen = ({ from, ...base }: GitBase, since: string): GitBase => ({
  ...base,
  from: since,
  ...(from === undefined ? {} : { changeFrom: from }),
});

async function earlierBase(gitDir: string, { since, signal }: CaptureRequest): Promise<{ since?: string }> {
  if (since === undefined) return {};
  const commit = await heldBase(gitDir, since, signal);
  if (commit !== undefined) return { since: commit };
  throw new MusterError(
    'base-unknown',
    `the files that ${since} looked at are no longer kept`,
    'Review everything again: muster review --whole, or leave out `since`.',
  );
}

/** On both sides of a range: what a change removes is looked at too. */
async function pathsOf({ gitDir, commit, from }: GitBase, signal: AbortSignal | undefined): Promise<string[]> {
  const sides = [commit, ...(from === undefined ? [] : [from])];
  const lists = await Promise.all(
    sides.map((side) => git({ gitDir }, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', side], { signal })),
  );
  return lists.flatMap(({ stdout }) => stdout.toString('utf8').split('\0').slice(0, -1));
}

async function capturePrepared({ project, resolved, index, into }: Prepared, { signal, limits }: CaptureRequest): Promise<GitBase> {
  const common = { kind: 'git' as const, root: project.root, gitDir: into, label: resolved.label, ...branchNamed(resolved.branch) };
  const { commit, left } = resolved;
  const taken =
    commit === undefined
      ? await captureWorktree(project, { index, into, limits, signal })
      : { commit, tree: await treeOf(into, commit, signal), uncommitted: false, leftOut: [] };
  if (left === undefined) return { ...common, ...taken };
  const from = left.fromMergeBase ? await mergeBase(into, left.commit, taken.commit, resolved.label, signal) : left.commit;
  return { ...common, ...taken, from };
}

async function resolveRequest(project: Repository, request: CaptureRequest): Promise<ResolvedRequest> {
  const { base, range: text, signal } = request;
  if (text === undefined)
    return { label: base, branch: await branchOf(project, base, signal), ...(await commitNamed(project, base, signal)) };
  const range = readRange(text);
  const right = range.right === '' ? 'worktree' : range.right;
  const left = { commit: await commitOf(project.gitDir, range.left, signal), fromMergeBase: range.fromMergeBase };
  const label = `${range.left}${range.fromMergeBase ? '...' : '..'}${right}`;
  return { label, branch: await branchOf(project, right, signal), left, ...(await commitNamed(project, right, signal)) };
}

const commitNamed = async (project: Repository, name: string, signal: AbortSignal | undefined): Promise<Pick<ResolvedRequest, 'commit'>> =>
  name === 'worktree' ? {} : { commit: await commitOf(project.gitDir, name, signal) };

const branchNamed = (branch: string | undefined): { branch?: string } => (branch === undefined ? {} : { branch });

/** `HEAD` if no branch is checked out; undefined for a tag, a commit id and the like. */
async function branchOf(project: Repository, name: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  const place = { gitDir: project.gitDir };
  if (name === 'worktree' || name === 'HEAD') return checkedOut(project.gitDir, signal);
  const ref = `refs/heads/${name}`;
  const found = await git(place, ['show-ref', '--verify', '--quiet', '--end-of-options', ref], { signal, accept: [0, 1, 128] });
  return found.code === 0 ? ref : undefined;
}

/** The commits that the base and its history consist of, apart from what is uncommitted. */
const roots = (project: Repository, { commit, left }: ResolvedRequest): string[] =>
  [commit ?? project.head, left?.commit].filter((it) => it !== undefined);

async function ownIndex(project: Repository, { commit }: ResolvedRequest, folder: string): Promise<string> {
  const index = join(folder, 'index');
  if (commit === undefined) await copyIndex(project.index, index);
  return index;
}

const treeOf = (gitDir: string, commit: string, signal: AbortSignal | undefined): Promise<string> =>
  gitText({ gitDir }, ['rev-parse', '--verify', '--end-of-options', `${commit}^{tree}`], { signal });

async function folderIn(into: string, project: Folder, { scope, limits, scratch, signal }: CaptureRequest): Promise<Base> {
  const captured = await captureFolder(project.root, scope, { into, limits, scratch, signal });
  return { kind: 'copy', root: project.root, gitDir: into, ...captured, label: 'worktree', uncommitted: true };
}

function refuseHistory({ root }: Folder, { base, range, since }: CaptureRequest): void {
  if (range === undefined && since === undefined && base === 'worktree') return;
  throw new MusterError(
    'base-unknown',
    `there is no ${range ?? (since === undefined ? base : 'earlier state')} in ${root}, which is no git repository`,
    'Leave out base and range to review its files as they are.',
  );
}

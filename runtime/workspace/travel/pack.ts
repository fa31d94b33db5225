// A checkout as one git bundle: its files as they are, the commit it is on, and the named branches, with full history. A shallow
// clone cannot be bundled like that; its trees are sent as commits of their own.

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import { shallowIn } from '../bases/shallow.ts';
import { storesOf } from '../bases/stores.ts';
import { type CaptureRequest, captureBriefly } from '../capture/capture.ts';
import { git, gitText } from '../git/git.ts';
import { hasCommit } from '../handover/users-repository.ts';
import { findProject, type Repository } from '../project.ts';
import { checkedOut, commitOf, defaultRange, mergeBase, readRange } from '../revisions.ts';
import { commitStage, treeOf } from '../stages/commit.ts';

type Ref = { name: string; commit: string };

export type Packed = {
  format: 'sha1' | 'sha256';
  work: string;
  head: string | null;
  branch: string | null;
  default: string | null;
  refs: Ref[];
  leftOut: number;
  /** Whether the history is included. */
  whole: boolean;
  /** Writes the bundle without what is reachable from commits that the other side has. */
  bundle(have: readonly string[]): Promise<{ file: string; bytes: number }>;
};

type PackRequest = Pick<CaptureRequest, 'project' | 'scratch' | 'limits' | 'signal'> & { bases: string; range: string | undefined };

export async function packCheckout(asked: PackRequest): Promise<Packed> {
  const { project, scratch, limits, bases, signal } = asked;
  const base = await captureBriefly({ project, base: 'worktree', scope: [], scratch, limits, bases, signal });
  const found = await findProject(project, signal);
  const place = base.gitDir;
  const common = {
    format: base.commit.length > 40 ? ('sha256' as const) : ('sha1' as const),
    leftOut: base.leftOut.length,
    bundle: (have: readonly string[], commits: readonly string[]) => writeBundle(place, scratch, commits, have, signal),
  };
  if (found.kind === 'folder' || found.head === undefined) {
    const branch = found.kind === 'folder' ? null : branchOrNull(await checkedOut(found.gitDir, signal));
    const bare = { work: base.commit, head: null, branch, default: null, refs: [], whole: true };
    return { ...common, ...bare, bundle: (have) => common.bundle(have, [base.commit]) };
  }
  const branch = branchOrNull(await checkedOut(found.gitDir, signal));
  const usual = await defaultRange(project, signal);
  const names = [...(usual ? [usual.branch] : []), ...ends(asked.range)];
  const isWhole = !(await storesOf(found, signal)).partial && (await shallowIn(found)).shallow === undefined;
  const state = isWhole
    ? { work: base.commit, head: found.head, refs: await refsNamed(found, names, signal), whole: true }
    : await flattened(place, found, { work: base.commit, head: found.head, range: asked.range ?? usual?.range }, signal);
  const isRemote = usual?.branch.startsWith('origin/') === true;
  const refs = state.refs.filter(
    (it, at, all) => /^refs\/(heads|remotes|tags)\//.test(it.name) && all.findIndex((one) => one.name === it.name) === at,
  );
  const commits = [...new Set([state.work, state.head, ...state.refs.map((it) => it.commit)])];
  return {
    ...common,
    ...state,
    branch,
    default: isRemote && refs.some((it) => it.name === `refs/remotes/${usual.branch}`) ? `refs/remotes/${usual.branch}` : null,
    refs,
    bundle: (have) => common.bundle(have, commits),
  };
}

const branchOrNull = (ref: string): string | null => (ref.startsWith('refs/heads/') ? ref : null);

const ends = (range: string | undefined): string[] => {
  if (range === undefined) return [];
  const { left, right } = readRange(range);
  return [left, right].filter((it) => it !== '' && it !== 'HEAD' && it !== 'worktree');
};

/** Resolves a name; the name itself is sent along if it is a branch or a tag, otherwise only the commit. */
async function refsNamed({ gitDir }: Repository, names: readonly string[], signal: AbortSignal | undefined): Promise<Ref[]> {
  const refs: Ref[] = [];
  for (const name of names) {
    const commit = await commitOf(gitDir, name, signal);
    const full = await gitText({ gitDir }, ['rev-parse', '--symbolic-full-name', '--end-of-options', name], { signal, accept: [0, 128] });
    const ref = full.split('\n').find((it) => it.startsWith('refs/')) ?? '';
    refs.push({ name: ref, commit });
  }
  return refs;
}

/** The left end of the range, the checked-out commit and the files, each with only the one before it as parent. */
async function flattened(
  place: string,
  project: Repository,
  { work, head, range }: { work: string; head: string; range: string | undefined },
  signal: AbortSignal | undefined,
): Promise<{ work: string; head: string; refs: Ref[]; whole: boolean }> {
  const alone = async (commit: string, parents: readonly string[]): Promise<string> =>
    (await commitStage(place, { tree: await treeOf(place, commit, signal), parents, seconds: 0, message: 'as it was sent\n' }, signal))
      .commit;
  const { left, right, fromMergeBase } = range === undefined ? { left: '', right: '', fromMergeBase: false } : readRange(range);
  if (!['', 'HEAD', 'worktree'].includes(right))
    throw new MusterError(
      'base-unknown',
      `${project.root} does not have its full history, so ${range} cannot be sent`,
      'Fetch the rest (git fetch --unshallow), or review up to what is checked out.',
    );
  const refs = left === '' ? [] : await refsNamed(project, [left], signal);
  const from = refs[0] && (fromMergeBase ? await mergeBase(place, refs[0].commit, head, range ?? '', signal) : refs[0].commit);
  const first = from === undefined ? undefined : await alone(from, []);
  const stands = await alone(head, first === undefined ? [] : [first]);
  return {
    head: stands,
    work: work === head ? stands : await alone(work, [stands]),
    refs: first === undefined ? [] : refs.map((it) => ({ ...it, commit: first })),
    whole: false,
  };
}

/** Refs in this repository only: the capture's, or our own. */
const CARRIED = 'refs/muster/carried/';

export async function writeBundle(
  gitDir: string,
  folder: string,
  commits: readonly string[],
  have: readonly string[],
  signal?: AbortSignal,
): Promise<{ file: string; bytes: number }> {
  const file = join(folder, 'carried.bundle');
  const input = commits.map((commit, at) => `update ${CARRIED}${at} ${commit}\n`).join('');
  await git({ gitDir }, ['update-ref', '--no-deref', '--stdin'], { input, signal });
  const known: string[] = [];
  for (const commit of new Set(have)) if (await hasCommit(gitDir, commit, signal)) known.push(commit);
  const args = ['bundle', 'create', '--quiet', file, ...commits.map((_, at) => `${CARRIED}${at}`), ...known.map((it) => `^${it}`)];
  const { code, stderr } = await git({ gitDir }, args, { signal, accept: [0, 128] });
  if (code === 0) return { file, bytes: (await stat(file)).size };
  if (/empty bundle/.test(stderr)) return { file, bytes: 0 };
  throw new MusterError(
    'git-failed',
    `git bundle create failed in ${gitDir}: ${stderr.trim()}`,
    'git fsck shows whether the repository is intact.',
  );
}

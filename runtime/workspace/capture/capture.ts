// What a run looks at, fixed before anything is dispatched: a commit that stays readable until the run is
// pruned, whatever happens in the checkout meanwhile.

import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import { RunId } from '../../../contracts/ids.ts';
import type { Base } from '../../../contracts/run/base.ts';
import { git, gitText } from '../git/git.ts';
import { findProject, type Project } from '../project.ts';
import { commitOf, mergeBase, readRange } from '../revisions.ts';
import { captureCopy } from './capture-copy.ts';
import { type CaptureLimits, captureWorktree } from './capture-worktree.ts';
import { checkScope } from './check-scope.ts';

export type CaptureRequest = {
  project: string;
  /** `worktree`, `HEAD` or any revision; not looked at where there is a range. */
  base: string;
  range?: string | undefined;
  /** Refused when it fits no file. Where the project is no git repository, only what it fits is copied. */
  scope: readonly string[];
  run: string;
  /** Where the copy of such a project goes; beside it there is room for what is needed only meanwhile. */
  copyInto: string;
  limits: CaptureLimits;
  signal?: AbortSignal | undefined;
};

type Repository = Extract<Project, { kind: 'git' }>;
type GitBase = Extract<Base, { kind: 'git' }>;

export async function captureBase(request: CaptureRequest): Promise<Base> {
  const { signal, limits } = request;
  const project = await findProject(request.project, signal);
  if (project.kind === 'folder') {
    if (request.range !== undefined || request.base !== 'worktree') throw noHistory(project.root, request.range ?? request.base);
    const { commit, tree, leftOut } = await captureCopy(project.root, request.scope, request.copyInto, limits, signal);
    return { kind: 'copy', root: project.root, gitDir: request.copyInto, commit, tree, label: 'worktree', uncommitted: true, leftOut };
  }
  const base = await (request.range === undefined
    ? lookedAt(project, request.base, request)
    : captureRange(project, request.range, request));
  if (request.scope.length > 0) checkScope(request.scope, await pathsOf(base, signal), base.label);
  await hold(project.commonDir, request.run, base, signal);
  return base;
}

/** Of both sides of a range: what a change takes away is looked at too. */
async function pathsOf({ gitDir, commit, from }: GitBase, signal: AbortSignal | undefined): Promise<string[]> {
  const sides = [commit, ...(from === undefined ? [] : [from])];
  const lists = await Promise.all(
    sides.map((side) => git({ gitDir }, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', side], { signal })),
  );
  return lists.flatMap(({ stdout }) => stdout.toString('utf8').split('\0').slice(0, -1));
}

async function captureRange(project: Repository, text: string, request: CaptureRequest): Promise<GitBase> {
  const range = readRange(text);
  const left = await commitOf(project.gitDir, range.left, request.signal);
  const right = range.right === '' ? 'worktree' : range.right;
  const base = await lookedAt(project, right, request);
  const label = `${range.left}${range.fromMergeBase ? '...' : '..'}${right}`;
  const from = range.fromMergeBase ? await mergeBase(project.gitDir, left, base.commit, label, request.signal) : left;
  return { ...base, from, label };
}

async function lookedAt(project: Repository, name: string, request: CaptureRequest): Promise<GitBase> {
  const { signal } = request;
  const common = { kind: 'git' as const, root: project.root, gitDir: project.commonDir, label: name };
  if (name === 'worktree') return { ...common, ...(await captureWorktree(project, request.limits, dirname(request.copyInto), signal)) };
  const commit = await commitOf(project.gitDir, name, signal);
  const tree = await gitText({ gitDir: project.gitDir }, ['rev-parse', '--verify', '--end-of-options', `${commit}^{tree}`], { signal });
  return { ...common, commit, tree, uncommitted: false, leftOut: [] };
}

/** A ref keeps `git gc` from taking the base away while the run is there. */
async function hold(gitDir: string, run: string, base: GitBase, signal: AbortSignal | undefined): Promise<void> {
  const refs = refsOf(run);
  await git({ gitDir }, ['update-ref', '--no-deref', refs.base, base.commit], { signal });
  if (base.from !== undefined) await git({ gitDir }, ['update-ref', '--no-deref', refs.from, base.from], { signal });
}

/** When the run is pruned. A repository that is gone has nothing to release. */
export async function releaseBase(base: Base, run: string, signal?: AbortSignal): Promise<void> {
  if (base.kind === 'copy') return;
  if (!existsSync(base.gitDir)) return;
  for (const ref of Object.values(refsOf(run))) await git({ gitDir: base.gitDir }, ['update-ref', '--no-deref', '-d', ref], { signal });
}

function refsOf(run: string): { base: string; from: string } {
  const id = RunId.parse(run);
  return { base: `refs/muster/base/${id}`, from: `refs/muster/from/${id}` };
}

const noHistory = (root: string, name: string): MusterError =>
  new MusterError(
    'base-unknown',
    `there is no ${name} in ${root}, which is no git repository`,
    'Leave base and range out to look at its files as they are.',
  );

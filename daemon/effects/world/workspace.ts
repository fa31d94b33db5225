// Projects, and what git knows of them, as effects use them. A simulated world has its own behind the same calls.

import { lstat } from 'node:fs/promises';
import { MusterError } from '../../../contracts/errors.ts';
import type { Base, ProjectCommands } from '../../../contracts/run/base.ts';
import type { Trash } from '../../../runtime/trash.ts';
import { captureAgain } from '../../../runtime/workspace/capture/again.ts';
import { captureBase } from '../../../runtime/workspace/capture/capture.ts';
import { changedSince } from '../../../runtime/workspace/capture/changed-since.ts';
import { checkoutFor, type Violation, violationIn } from '../../../runtime/workspace/checkout/checkout.ts';
import { git } from '../../../runtime/workspace/git/git.ts';
import { removalOf } from '../../../runtime/workspace/history.ts';
import { type Passage, passageBetween } from '../../../runtime/workspace/passage.ts';
import { findProject } from '../../../runtime/workspace/project.ts';
import { checkedOut } from '../../../runtime/workspace/revisions.ts';
import { type OpenedSource, openEvidenceSource } from '../../../validators/evidence/source.ts';
import type { ScopeFiles } from '../../../validators/looks/receipt.ts';
import type { Branch } from '../../lead/house/waits-for.ts';
import { scopeFiles } from './scope-files.ts';

export type Workspace = {
  changedSince: typeof changedSince;
  capture(...asked: Parameters<typeof captureBase>): Promise<Base>;
  /** The base of an earlier run, kept for this one as well. */
  captureAgain(base: Base, run: string, signal: AbortSignal): Promise<Base>;
  /** What the project proves itself by, as its files say. */
  commandsAt(base: Base, signal: AbortSignal): Promise<ProjectCommands>;
  /** The branch that the checkout is on; nothing where that cannot be told. */
  branchOf(project: string, signal: AbortSignal): Promise<Branch | undefined>;
  checkoutFor(where: Parameters<typeof checkoutFor>[0]): ReturnType<typeof checkoutFor>;
  /** Whether a checkout is still in its place. */
  isThere(path: string): Promise<boolean>;
  /** What was changed in a checkout of ours; nothing where it is as it was made, or none. */
  violationIn(path: string, signal: AbortSignal): Promise<Violation | undefined>;
  /** Takes a folder of ours out of its place, with every checkout in it; the files are removed behind. */
  discard(path: string): Promise<void>;
  evidence(base: Base, signal: AbortSignal): OpenedSource;
  /** Which files are in the scope, and of a range which of them it changes. */
  scopeFiles(base: Base, scope: readonly string[], signal: AbortSignal): Promise<ScopeFiles>;
  /** How the lines of an earlier commit became those of the base; nothing where that commit is no longer there. */
  passage(base: Base, from: string, signal: AbortSignal): Promise<Passage | undefined>;
  /** The commit that took a line of the earlier commit away; nothing where it is not committed yet. */
  removalOf(base: Base, lost: { commit: string; path: string; line: number }, signal: AbortSignal): Promise<string | undefined>;
};

export const realWorkspace = (trash: Trash): Workspace => ({
  changedSince,
  capture: captureBase,
  captureAgain,
  scopeFiles,
  commandsAt,
  branchOf,
  checkoutFor: (where) => checkoutFor({ ...where, discard: trash.discard }),
  isThere: (path) => isFolder(path),
  violationIn,
  discard: trash.discard,
  passage,
  removalOf: ({ gitDir, commit }, lost, signal) => removalOf(gitDir, lost, commit, signal),
  evidence: (base, signal) =>
    openEvidenceSource({ gitDir: base.gitDir, commit: base.commit, from: base.kind === 'git' ? base.from : undefined, signal }),
});

const isFolder = (path: string): Promise<boolean> =>
  lstat(path).then(
    (it) => it.isDirectory(),
    () => false,
  );

/** Only a plan needs it, so only then is the reader loaded. */
export async function commandsAt({ gitDir, commit }: Pick<Base, 'gitDir' | 'commit'>, signal?: AbortSignal): Promise<ProjectCommands> {
  const [{ openRepository }, { commandsOf }] = await Promise.all([
    import('../../../agents/builtin/repository.ts'),
    import('../../../agents/builtin/planner/commands.ts'),
  ]);
  const repository = await openRepository({ gitDir, commit, scope: [], ...(signal ? { signal } : {}) });
  try {
    return { ...(await commandsOf(repository)) };
  } finally {
    await repository.close();
  }
}

async function passage({ gitDir, commit }: Base, from: string, signal: AbortSignal): Promise<Passage | undefined> {
  const there = await git({ gitDir }, ['cat-file', '-e', `${from}^{commit}`], { signal, accept: [0, 1, 128] });
  return there.code === 0 ? passageBetween(gitDir, from, commit, signal) : undefined;
}

async function branchOf(folder: string, signal: AbortSignal): Promise<Branch | undefined> {
  const project = await findProject(folder, signal).catch((error: unknown) => {
    // What is wrong with it is said once the run has a place, and the base is captured.
    if (error instanceof MusterError && error.class === 'user') return undefined;
    throw error;
  });
  if (project?.kind !== 'git') return undefined;
  return { project: project.root, ref: await checkedOut(project.gitDir, signal) };
}

// Projects and their git repositories, as effects use them. The simulation has its own behind the same interface.

import type { Config } from '../../../contracts/config.ts';
import { MusterError } from '../../../contracts/errors.ts';
import type { Base, ProjectCommands } from '../../../contracts/run/base.ts';
import type { Home } from '../../../runtime/home.ts';
import type { Trash } from '../../../runtime/trash.ts';
import { captureBase } from '../../../runtime/workspace/capture/capture.ts';
import { captureAgain } from '../../../runtime/workspace/capture/capture-again.ts';
import { changedSince } from '../../../runtime/workspace/capture/changed-since.ts';
import { openKeptTrees } from '../../../runtime/workspace/checkout/kept/kept-trees.ts';
import { git } from '../../../runtime/workspace/git/git.ts';
import { removalOf } from '../../../runtime/workspace/history.ts';
import { type Checkouts, openCheckouts } from '../../../runtime/workspace/layers/checkouts.ts';
import { type LineMoves, lineMovesBetween } from '../../../runtime/workspace/line-moves.ts';
import { findProject } from '../../../runtime/workspace/project.ts';
import { checkedOut } from '../../../runtime/workspace/revisions.ts';
import { type OpenedSource, openEvidenceSource } from '../../../validators/evidence/source.ts';
import type { ScopeFiles } from '../../../validators/looks/receipt.ts';
import type { Branch } from '../../lead/house/waits-for.ts';
import { scopeFiles } from './scope/scope-files.ts';

/** The checkouts of seats are in `Places`. */
export type Workspace = Checkouts & {
  changedSince: typeof changedSince;
  capture(...asked: Parameters<typeof captureBase>): Promise<Base>;
  /** The base of an earlier run, kept for this one as well. */
  captureAgain(base: Base, run: string, signal: AbortSignal): Promise<Base>;
  /** The commands that check the project, according to its files. */
  commandsAt(base: Base, signal: AbortSignal): Promise<ProjectCommands>;
  /** The branch that the checkout is on; undefined if that cannot be determined. */
  branchOf(project: string, signal: AbortSignal): Promise<Branch | undefined>;
  /** Moves a folder of ours, with every checkout in it, out of the way; its files are deleted later. */
  discard(path: string): Promise<void>;
  evidence(base: Base, signal: AbortSignal): OpenedSource;
  /** The files in the scope, and for a range also which of them it changes. */
  scopeFiles(base: Base, scope: readonly string[], signal: AbortSignal): Promise<ScopeFiles>;
  /** How the lines of an earlier commit moved to the base; undefined if that commit no longer exists. */
  lineMoves(base: Base, from: string, signal: AbortSignal): Promise<LineMoves | undefined>;
  /** The commit that removed a line of the earlier commit; undefined if the removal is not committed yet. */
  removalOf(base: Base, lost: { commit: string; path: string; line: number }, signal: AbortSignal): Promise<string | undefined>;
};

type Context = { home: Home; env: NodeJS.ProcessEnv; trash: Trash; config: Pick<Config, 'checkouts' | 'keptCheckouts'> };

export function realWorkspace({ home, env, trash, config }: Context): Workspace {
  const kept = openKeptTrees({ folder: home.keptCheckouts, most: config.keptCheckouts, discard: trash.discard });
  const places = openCheckouts({ wanted: config.checkouts === 'layers', scratch: home.layersTried, path: env.PATH ?? '', kept });
  return { ...FROM_GIT, ...seatsIn(places, trash), discard: discarding(places, trash) };
}

const FROM_GIT: Omit<Workspace, keyof Checkouts | 'discard'> = {
  changedSince,
  capture: captureBase,
  captureAgain,
  scopeFiles,
  commandsAt,
  branchOf,
  lineMoves: lineMoves,
  removalOf: ({ gitDir, commit }, lost, signal) => removalOf(gitDir, lost, commit, signal),
  evidence: (base, signal) =>
    openEvidenceSource({ gitDir: base.gitDir, commit: base.commit, from: base.kind === 'git' ? base.from : undefined, signal }),
};

const discarding =
  ({ forget }: Checkouts, { discard }: Trash): Workspace['discard'] =>
  async (path) => {
    await discard(path);
    forget(path);
  };

const seatsIn = (places: Checkouts, { discard }: Trash): Checkouts => ({
  ...places,
  checkoutFor: (where) => places.checkoutFor({ ...where, discard }),
});

/** Only plans need this, so the reader is loaded on demand. */
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

async function lineMoves({ gitDir, commit }: Base, from: string, signal: AbortSignal): Promise<LineMoves | undefined> {
  const there = await git({ gitDir }, ['cat-file', '-e', `${from}^{commit}`], { signal, accept: [0, 1, 128] });
  return there.code === 0 ? lineMovesBetween(gitDir, from, commit, signal) : undefined;
}

async function branchOf(folder: string, signal: AbortSignal): Promise<Branch | undefined> {
  const project = await findProject(folder, signal).catch((error: unknown) => {
    // The error is reported once the run has a slot and its base is captured.
    if (error instanceof MusterError && error.class === 'user') return undefined;
    throw error;
  });
  if (project?.kind !== 'git') return undefined;
  return { project: project.root, ref: await checkedOut(project.gitDir, signal) };
}

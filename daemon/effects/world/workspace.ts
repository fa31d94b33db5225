// Projects, and what git knows of them, as effects use them. A simulated world has its own behind the same calls.

import type { Config } from '../../../contracts/config.ts';
import { MusterError } from '../../../contracts/errors.ts';
import type { Base, ProjectCommands } from '../../../contracts/run/base.ts';
import type { Home } from '../../../runtime/home.ts';
import type { Trash } from '../../../runtime/trash.ts';
import { captureAgain } from '../../../runtime/workspace/capture/again.ts';
import { captureBase } from '../../../runtime/workspace/capture/capture.ts';
import { changedSince } from '../../../runtime/workspace/capture/changed-since.ts';
import { git } from '../../../runtime/workspace/git/git.ts';
import { removalOf } from '../../../runtime/workspace/history.ts';
import { type Places, placesIn } from '../../../runtime/workspace/layers/place.ts';
import { type Passage, passageBetween } from '../../../runtime/workspace/passage.ts';
import { findProject } from '../../../runtime/workspace/project.ts';
import { checkedOut } from '../../../runtime/workspace/revisions.ts';
import { type OpenedSource, openEvidenceSource } from '../../../validators/evidence/source.ts';
import type { ScopeFiles } from '../../../validators/looks/receipt.ts';
import type { Branch } from '../../lead/house/waits-for.ts';
import { scopeFiles } from './scope/scope-files.ts';

/** The checkouts of seats are in `Places`. */
export type Workspace = Places & {
  changedSince: typeof changedSince;
  capture(...asked: Parameters<typeof captureBase>): Promise<Base>;
  /** The base of an earlier run, kept for this one as well. */
  captureAgain(base: Base, run: string, signal: AbortSignal): Promise<Base>;
  /** What the project proves itself by, as its files say. */
  commandsAt(base: Base, signal: AbortSignal): Promise<ProjectCommands>;
  /** The branch that the checkout is on; nothing where that cannot be told. */
  branchOf(project: string, signal: AbortSignal): Promise<Branch | undefined>;
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

type Around = { home: Home; env: NodeJS.ProcessEnv; trash: Trash; checkouts: Config['checkouts'] };

export const realWorkspace = ({ home, env, trash, checkouts }: Around): Workspace => ({
  ...seatsIn(placesIn({ wanted: checkouts === 'layers', scratch: home.layersTried, path: env.PATH ?? '' }), trash),
  changedSince,
  capture: captureBase,
  captureAgain,
  scopeFiles,
  commandsAt,
  branchOf,
  discard: trash.discard,
  passage,
  removalOf: ({ gitDir, commit }, lost, signal) => removalOf(gitDir, lost, commit, signal),
  evidence: (base, signal) =>
    openEvidenceSource({ gitDir: base.gitDir, commit: base.commit, from: base.kind === 'git' ? base.from : undefined, signal }),
});

const seatsIn = (places: Places, { discard }: Trash): Places => ({
  ...places,
  checkoutFor: (where) => places.checkoutFor({ ...where, discard }),
});

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

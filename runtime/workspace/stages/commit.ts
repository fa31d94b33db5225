// The commits that the program makes of executors' work. Their author distinguishes them from captures of a checkout.

import type { Snapshot } from '../../../contracts/plan/proof.ts';
import { gitText } from '../git/git.ts';

const WHO = { NAME: 'Muster', EMAIL: 'stage@muster.invalid' };

export type StageCommit = { tree: string; parents: readonly string[]; seconds: number; message: string };

export async function commitStage(gitDir: string, it: StageCommit, signal?: AbortSignal): Promise<Snapshot> {
  const who = { ...WHO, DATE: `@${it.seconds} +0000` };
  const env = Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((role) => Object.entries(who).map(([key, value]) => [`GIT_${role}_${key}`, value])),
  );
  const parents = it.parents.flatMap((parent) => ['-p', parent]);
  const commit = await gitText({ gitDir }, ['commit-tree', ...parents, it.tree], { env, input: it.message, signal });
  return { commit, tree: it.tree };
}

export const treeOf = (gitDir: string, commit: string, signal?: AbortSignal): Promise<string> =>
  gitText({ gitDir }, ['rev-parse', '--verify', '--end-of-options', `${commit}^{tree}`], { signal });

export async function keepRef(gitDir: string, ref: string, commit: string, signal?: AbortSignal): Promise<void> {
  await gitText({ gitDir }, ['update-ref', '--no-deref', ref, commit], { signal });
}

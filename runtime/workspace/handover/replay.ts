// Replays a linear series of commits onto another commit, keeping their messages. Nothing is checked out, and a conflict is only
// reported: there is nothing to abort.

import type { Snapshot } from '../../../contracts/plan/proof.ts';
import { shownPath } from '../capture/snapshot.ts';
import { git } from '../git/git.ts';
import { rawChanges } from '../stages/changes.ts';
import { commitStage } from '../stages/commit.ts';
import { type Line, sameWords } from './series.ts';

export type Replayed = { kind: 'replayed'; tip: Snapshot } | { kind: 'conflict'; name: string; paths: string[] };

export async function replay(gitDir: string, { base, commits }: Line, onto: Snapshot, signal?: AbortSignal): Promise<Replayed> {
  const whole = await onTopOf(gitDir, onto.tree, { from: base, to: tipOf(base, commits) }, signal);
  // Everything is there already; otherwise each step would look like a conflict.
  if (whole.conflicts.length === 0 && whole.tree === onto.tree) return { kind: 'replayed', tip: onto };
  let [before, tip] = [base, onto];
  for (const it of commits) {
    const { tree, conflicts } = await onTopOf(gitDir, tip.tree, { from: before, to: it }, signal);
    if (conflicts.length > 0) return { kind: 'conflict', name: it.name, paths: conflicts };
    if (tree !== tip.tree) tip = await sameWords(gitDir, it.commit, { tree, parent: tip.commit }, signal);
    before = it;
  }
  return { kind: 'replayed', tip };
}

const tipOf = (base: Snapshot, commits: Line['commits']): Snapshot => commits.at(-1) ?? base;

/** The tree that results from applying the change between two commits to another tree. */
async function onTopOf(
  gitDir: string,
  onto: string,
  { from, to }: { from: Snapshot; to: Snapshot },
  signal: AbortSignal | undefined,
): Promise<{ tree: string; conflicts: string[] }> {
  // Git 2.39 has no option for the merge base, so we make a commit that has the right one.
  const ours = await commitStage(gitDir, { tree: onto, parents: [from.commit], seconds: 0, message: 'ours\n' }, signal);
  const args = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', ours.commit, to.commit];
  const { stdout, code } = await git({ gitDir }, args, { signal, accept: [0, 1] });
  const [tree = '', ...paths] = stdout.toString('utf8').split('\0');
  return { tree, conflicts: code === 0 ? [] : [...new Set(paths.filter((path) => path !== ''))] };
}

/** Names of the paths that differ between two trees. */
export async function pathsBetween(gitDir: string, from: string, to: string): Promise<string[]> {
  return (await rawChanges(gitDir, from, to)).map((it) => shownPath(it.path));
}

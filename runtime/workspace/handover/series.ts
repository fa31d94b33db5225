// The work of a run as a linear series of commits on its base: one for each stage, in the order in which they were merged. A merge
// becomes the commit of the stage that it brings in, and empty commits are left out.

import { MusterError } from '../../../contracts/errors.ts';
import type { Snapshot } from '../../../contracts/plan/proof.ts';
import { gitText } from '../git/git.ts';
import { commitStage } from '../stages/commit.ts';
import { integrate, type Part } from '../stages/integrate.ts';

export type Line = { base: Snapshot; commits: readonly (Snapshot & { name: string })[]; tip: Snapshot };

/** Deterministic: equal stages give the same commits. The tree of the last one must be the proved one; otherwise it throws. */
export async function lineOf(
  gitDir: string,
  { base, parts, tree }: { base: Snapshot; parts: readonly Part[]; tree: string },
): Promise<Line> {
  const commits: (Snapshot & { name: string })[] = [];
  /** Each of these merges begins with those of the one before. */
  const made = new Map<string, Snapshot>();
  let tip = base;
  for (const [at, { name, head }] of parts.entries()) {
    const upTo = await integrate(gitDir, base.commit, parts.slice(0, at + 1), { made });
    // Its change is then part of the next commit that merges cleanly.
    if (upTo.kind === 'conflict' || upTo.head.tree === tip.tree) continue;
    tip = await sameWords(gitDir, head, { tree: upTo.head.tree, parent: tip.commit });
    commits.push({ ...tip, name });
  }
  if (tip.tree !== tree)
    throw new MusterError(
      'internal',
      `the commits of ${gitDir} do not give the tree that was proved`,
      'Please report this with `muster journal`.',
    );
  return { base, commits, tip };
}

/** A commit with the message and date of another. */
export async function sameWords(
  gitDir: string,
  of: string,
  { tree, parent }: { tree: string; parent: string },
  signal?: AbortSignal,
): Promise<Snapshot> {
  const told = await gitText({ gitDir }, ['log', '-1', '--no-patch', '--format=%at%n%B', '--end-of-options', of], { signal });
  const end = told.indexOf('\n');
  return commitStage(
    gitDir,
    { tree, parents: [parent], seconds: Number(told.slice(0, end)), message: `${told.slice(end + 1).trimEnd()}\n` },
    signal,
  );
}

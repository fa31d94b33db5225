// What a stage builds on: the base of the run, the head of the one stage that it needs, or a merge of several, made
// by the program. Nothing is checked out for it.

import type { Snapshot } from '../../../contracts/plan/proof.ts';
import { git } from '../git/git.ts';
import { commitStage, treeOf } from './commit.ts';

export type Merged = { kind: 'merged'; base: Snapshot } | { kind: 'conflict'; between: [string, string]; paths: string[] };

/** Of equal heads always the same commit, so that a merge that was made before a crash is made again. */
export async function mergeHeads(gitDir: string, base: string, heads: readonly string[], signal?: AbortSignal): Promise<Merged> {
  const [first = base, ...others] = await withoutAncestors(gitDir, heads, signal);
  let sum = first;
  for (const head of others) {
    const args = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', sum, head];
    const { stdout, code } = await git({ gitDir }, args, { signal, accept: [0, 1] });
    const [tree = '', ...paths] = stdout.toString('utf8').split('\0');
    if (code !== 0) return { kind: 'conflict', between: [sum, head], paths: paths.filter((it) => it !== '') };
    const message = `Merge of the stages ${sum.slice(0, 12)} and ${head.slice(0, 12)}\n`;
    sum = (await commitStage(gitDir, { tree, parents: [sum, head], seconds: 0, message }, signal)).commit;
  }
  return { kind: 'merged', base: { commit: sum, tree: await treeOf(gitDir, sum, signal) } };
}

/** A head that another one contains adds nothing. */
async function withoutAncestors(gitDir: string, heads: readonly string[], signal: AbortSignal | undefined): Promise<string[]> {
  const all = [...new Set(heads)];
  if (all.length < 2) return all;
  const { stdout } = await git({ gitDir }, ['merge-base', '--independent', ...all], { signal });
  const left = new Set(stdout.toString('utf8').split('\n'));
  return all.filter((it) => left.has(it));
}

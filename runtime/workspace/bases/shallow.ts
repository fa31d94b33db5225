// The boundary commits of a shallow clone. A repository of bases keeps the boundaries of all its bases, even if the clone has been
// deepened or shortened meanwhile.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../../files.ts';
import { rethrowShortage } from '../../shortage.ts';
import { git } from '../git/git.ts';
import type { Repository } from '../project.ts';

/** The clone's current boundaries always count; older ones count as long as their parents are missing here. */
export async function keepShallow({ shallow }: Pick<Repository, 'shallow'>, gitDir: string, signal?: AbortSignal): Promise<void> {
  const [theirs, ours] = await Promise.all([commitsIn(shallow), commitsIn(join(gitDir, 'shallow'))]);
  const old = ours.filter((commit) => !theirs.includes(commit));
  const kept = old.length === 0 ? [] : await withoutParents(gitDir, old, signal);
  const all = [...theirs, ...kept].sort();
  if (all.join() !== [...ours].sort().join()) await writeDurably(join(gitDir, 'shallow'), all.map((commit) => `${commit}\n`).join(''));
}

export async function shallowIn({ shallow }: Pick<Repository, 'shallow'>): Promise<{ shallow?: string }> {
  const commits = await commitsIn(shallow);
  return commits.length === 0 ? {} : { shallow: commits.map((commit) => `${commit}\n`).join('') };
}

async function commitsIn(file: string): Promise<string[]> {
  const text = (await readFile(file, 'utf8').catch(rethrowShortage)) ?? '';
  return text.split('\n').filter((line) => /^[0-9a-f]{40,64}$/.test(line));
}

/** Those of the commits that have a missing parent. The parents are read from the raw commit. */
async function withoutParents(gitDir: string, commits: readonly string[], signal: AbortSignal | undefined): Promise<string[]> {
  const parents = new Map<string, string[]>();
  for (const commit of commits) {
    const { stdout } = await git({ gitDir }, ['cat-file', 'commit', commit], { signal, accept: [0, 128] });
    const [head = ''] = stdout.toString('latin1').split('\n\n', 1);
    parents.set(
      commit,
      [...head.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, id = '']) => id),
    );
  }
  const input = [...parents.values()].flat().map((id) => `${id}\n`);
  const { stdout } = await git({ gitDir }, ['cat-file', '--batch-check'], { input: input.join(''), signal });
  const missing = new Set([...stdout.toString('latin1').matchAll(/^([0-9a-f]+) missing$/gm)].map(([, id]) => id));
  return commits.filter((commit) => parents.get(commit)?.some((id) => missing.has(id)));
}

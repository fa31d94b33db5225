// The submodules of a workplace. Their folders are empty there and git looks into none of them, so we check what became of them.

import { lstat, readdir } from 'node:fs/promises';
import { pathIn, type RawPath, rawPaths } from '../capture/snapshot.ts';
import { type GitPlace, git } from '../git/git.ts';

export type Submodule = { path: RawPath; is: 'empty' | 'filled' | 'gone' | 'replaced' };

export async function submodulesIn(
  place: GitPlace & { workTree: string },
  env: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<Submodule[]> {
  const { stdout } = await git(place, ['ls-files', '-z', '--stage'], { env, signal });
  const paths = rawPaths(stdout)
    .filter((row) => row.startsWith('160000 '))
    .map((row) => row.slice(row.indexOf('\t') + 1));
  return Promise.all(paths.map(async (path) => ({ path, is: await stateOf(pathIn(place.workTree, path)) })));
}

async function stateOf(folder: Buffer): Promise<Submodule['is']> {
  const info = await lstat(folder).catch(() => undefined);
  if (!info) return 'gone';
  if (!info.isDirectory()) return 'replaced';
  return (await readdir(folder)).length === 0 ? 'empty' : 'filled';
}

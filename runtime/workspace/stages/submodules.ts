// The submodules of a workplace. Their folders are empty there and git looks into none of them, so we check what became of them.

import { lstat, readdir } from 'node:fs/promises';
import { pathIn, type RawPath, rawPaths } from '../capture/snapshot.ts';
import { git, type WorkTree } from '../git/git.ts';

export type Submodule = { path: RawPath; is: 'empty' | 'filled' | 'gone' | 'replaced' };

export type Tracked = { path: RawPath; isSubmodule: boolean };

export async function trackedIn(place: WorkTree, env: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Tracked[]> {
  const { stdout } = await git(place, ['ls-files', '-z', '--stage'], { env, signal });
  return rawPaths(stdout).map((row) => ({ path: row.slice(row.indexOf('\t') + 1), isSubmodule: row.startsWith('160000 ') }));
}

export function submodulesAmong(tracked: readonly Tracked[], workTree: string): Promise<Submodule[]> {
  const paths = tracked.filter((it) => it.isSubmodule).map((it) => it.path);
  return Promise.all(paths.map(async (path) => ({ path, is: await stateOf(pathIn(workTree, path)) })));
}

async function stateOf(folder: Buffer): Promise<Submodule['is']> {
  const info = await lstat(folder).catch(() => undefined);
  if (!info) return 'gone';
  if (!info.isDirectory()) return 'replaced';
  return (await readdir(folder)).length === 0 ? 'empty' : 'filled';
}

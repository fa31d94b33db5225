// What was beside the tree in a workplace before the executor came, such as what the setup had made: it is not the executor's work.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rethrowShortage } from '../../shortage.ts';
import { type RawPath, rawPaths } from '../capture/snapshot.ts';
import { isAsIndexed } from '../checkout/as-indexed.ts';
import { isGits } from '../checkout/examine-checkout.ts';
import { sealOf } from '../checkout/make-checkout.ts';
import { git } from '../git/git.ts';
import { submodulesAmong, trackedIn } from './submodules.ts';

/** One path a line, each ended by NUL. */
export const besideFile = (path: string): string => join(sealOf(path), 'beside');

/** What is to be written into that file before a worker starts there. */
export async function besideNow(path: string, signal?: AbortSignal): Promise<Buffer> {
  const place = { gitDir: sealOf(path), workTree: path };
  // Usually nothing was set up, and nothing is there but the tree.
  if (await isAsIndexed(path, join(place.gitDir, 'index'), { skips: isGits })) return Buffer.alloc(0);
  const { stdout } = await git(place, ['ls-files', '-z', '--others', '--directory'], { signal });
  const submodules = await submodulesAmong(await trackedIn(place, {}, signal), path);
  const filled = submodules.filter((it) => it.is === 'filled');
  return Buffer.concat([stdout, ...filled.map((it) => Buffer.from(`${it.path}/\0`, 'latin1'))]);
}

export async function besidesOf(path: string): Promise<RawPath[]> {
  const kept = await readFile(besideFile(path)).catch(rethrowShortage);
  return kept === undefined ? [] : rawPaths(kept);
}

export const isBeside = (raw: RawPath, beside: readonly RawPath[]): boolean =>
  beside.some((it) => it === raw || (it.endsWith('/') && raw.startsWith(it)));

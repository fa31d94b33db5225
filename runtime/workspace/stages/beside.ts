// What was beside the tree in a workplace before the executor came, such as what the setup had made: it is not the executor's work.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rethrowShortage } from '../../shortage.ts';
import { type RawPath, rawPaths } from '../capture/snapshot.ts';
import { sealOf } from '../checkout/make-checkout.ts';
import { git } from '../git/git.ts';
import { submodulesIn } from './submodules.ts';

/** One path a line, each ended by NUL. */
export const besideFile = (path: string): string => join(sealOf(path), 'beside');

/** What is to be written into that file before a worker starts there. */
export async function besideNow(path: string, signal?: AbortSignal): Promise<Buffer> {
  const place = { gitDir: sealOf(path), workTree: path };
  const { stdout } = await git(place, ['ls-files', '-z', '--others', '--directory'], { signal });
  const filled = (await submodulesIn(place, {}, signal)).filter((it) => it.is === 'filled');
  return Buffer.concat([stdout, ...filled.map((it) => Buffer.from(`${it.path}/\0`, 'latin1'))]);
}

export async function besidesOf(path: string): Promise<RawPath[]> {
  const kept = await readFile(besideFile(path)).catch(rethrowShortage);
  return kept === undefined ? [] : rawPaths(kept);
}

export const isBeside = (raw: RawPath, beside: readonly RawPath[]): boolean =>
  beside.some((it) => it === raw || (it.endsWith('/') && raw.startsWith(it)));

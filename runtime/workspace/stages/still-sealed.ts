// Whether a workplace is still as it was when its work was committed. Then there is nothing left in it to keep, and it can be removed.

import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from '../../files.ts';
import { rawPaths } from '../capture/snapshot.ts';
import { isAsIndexed } from '../checkout/as-indexed.ts';
import { isGits, madeAfterAll, readSeal } from '../checkout/examine-checkout.ts';
import { unmountLeft } from '../checkout/left-mounts.ts';
import { sealOf } from '../checkout/make-checkout.ts';
import { git } from '../git/git.ts';
import { besidesOf, isBeside } from './beside.ts';

/** Keeps the index that the tree was written from. It says of each file in which state git saw it. */
export async function keepSealedIndex(path: string, index: string, tree: string): Promise<void> {
  await rename(index, sealedIndex(path, tree));
}

/** False also means: unknown. */
export async function isStillSealed(path: string, tree: string, signal?: AbortSignal): Promise<boolean> {
  const index = sealedIndex(path, tree);
  if (!(await exists(index))) return false;
  if ((await unmountLeft(path)).length > 0) return false;
  if ((await madeAfterAll(path, (await readSeal(path)) ?? { unlinked: [] })).length > 0) return false;
  if (await isAsIndexed(path, index, { skips: isGits })) return true;
  const looks = ['ls-files', '-z', '--modified', '--deleted', '--others', '--exclude-standard'];
  const seen = await git({ gitDir: sealOf(path), workTree: path }, looks, { env: { GIT_INDEX_FILE: index }, signal });
  const beside = await besidesOf(path);
  return seen.stderr === '' && rawPaths(seen.stdout).every((raw) => isBeside(raw, beside));
}

const sealedIndex = (path: string, tree: string): string => join(sealOf(path), `committed.${tree}`);

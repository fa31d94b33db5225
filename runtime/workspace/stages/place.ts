// A workplace for working on a stage or proving it: a checkout of one commit, made once and found again after a crash, with the
// ignored files that it needs. Its tracked files can be reset.

import { lstat, readdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Base } from '../../../contracts/run/base.ts';
import { confine, exists } from '../../files.ts';
import { makeFolders } from '../../folders/make-folders.ts';
import { removeCheckout } from '../checkout/checkout.ts';
import { readSeal } from '../checkout/examine-checkout.ts';
import { makeCheckout, sealOf } from '../checkout/make-checkout.ts';
import { removeTree } from '../checkout/remove-tree.ts';
import { ENDS_OF_LINES } from '../git/bare.ts';
import { makeFiles } from '../git/make-files.ts';

export async function placeFor(base: Base, path: string, signal?: AbortSignal): Promise<void> {
  const info = await lstat(path).catch(() => undefined);
  if (info?.isDirectory() && (await readSeal(path))?.commit === base.commit) return;
  await removeCheckout(path);
  await makeCheckout(base, path, { signal, attributes: ENDS_OF_LINES });
}

/** Never writes through a link and never replaces a file of the tree. */
export async function includeFile(place: string, file: { path: string; bytes: Uint8Array; executable: boolean }): Promise<void> {
  const path = await confine(join(place, dirname(file.path)), place);
  const into = join(path, file.path.slice(file.path.lastIndexOf('/') + 1));
  await makeFolders(path);
  if (await lstat(into).catch(() => undefined)) return;
  await writeFile(into, file.bytes, { mode: file.executable ? 0o700 : 0o600, flag: 'wx' });
}

/** Restores tracked files that a command changed. Files that it created stay, as in any checkout. */
export async function restoreTree(path: string, signal?: AbortSignal): Promise<void> {
  const place = { gitDir: sealOf(path), workTree: path };
  await makeFiles(place, ['checkout-index', '--all', '--force', '--index', '--quiet'], { signal });
}

/** Moves entries that are not ours out of a folder of ours, and returns their names. */
export async function setStrangersAside(folder: string, isOurs: (name: string) => boolean, aside: string): Promise<string[]> {
  const strange = (await readdir(folder)).filter((name) => !isOurs(name));
  for (const name of strange) {
    await makeFolders(aside, 0o700);
    const to = join(aside, name);
    if (await exists(to)) await removeTree(join(folder, name));
    else await rename(join(folder, name), to);
  }
  return strange;
}

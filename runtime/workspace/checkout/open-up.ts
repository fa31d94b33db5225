// A worker may have taken the permissions away from folders of its own: they are given back, so that we can look into them, or remove
// them. Links are never followed.

import { chmod, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../../files.ts';
import { unlessShort } from '../../shortage.ts';

const ALL = 0o700;

/** What is just going away, or lies deeper than a path can say, stays as it is. */
export async function openUp(folder: string): Promise<void> {
  try {
    const { mode } = await lstat(folder);
    if ((mode & ALL) !== ALL) await chmod(folder, (mode & 0o777) | ALL);
    for (const it of await readdir(folder, { withFileTypes: true })) if (it.isDirectory()) await openUp(join(folder, it.name));
  } catch (error) {
    unlessShort(error);
  }
}

/** Reads in a folder of ours, which a worker of the same user may have closed. */
export async function readOpened<Found>(folder: string, read: () => Promise<Found>): Promise<Found> {
  try {
    return await read();
  } catch (error) {
    if (codeOf(error) !== 'EACCES') throw error;
    await chmod(folder, ALL);
    return read();
  }
}

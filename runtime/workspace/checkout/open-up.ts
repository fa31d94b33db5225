// Restores permissions that a worker took away from its own folders, so that we can look into them or remove them. Never follows
// links.

import { chmod, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../../files.ts';
import { rethrowShortage } from '../../shortage.ts';

const ALL = 0o700;

/** What is disappearing, or nested too deeply for a path, stays as it is. */
export async function openUp(folder: string): Promise<void> {
  try {
    const { mode } = await lstat(folder);
    if ((mode & ALL) !== ALL) await chmod(folder, (mode & 0o777) | ALL);
    for (const it of await readdir(folder, { withFileTypes: true })) if (it.isDirectory()) await openUp(join(folder, it.name));
  } catch (error) {
    rethrowShortage(error);
  }
}

/** Reads in a folder of ours that a worker of the same user may have closed. */
export async function readOpened<Found>(folder: string, read: () => Promise<Found>): Promise<Found> {
  try {
    return await read();
  } catch (error) {
    if (codeOf(error) !== 'EACCES') throw error;
    await chmod(folder, ALL);
    return read();
  }
}

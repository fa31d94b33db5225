// Removes a folder that a worker had to itself, also where it took the permissions away from parts of it.
// Links are removed, never followed.

import { chmod, lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

export async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch {
    await open(path);
    // A process that is just ending may still drop a file in between.
    await rm(path, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 });
  }
}

async function open(folder: string): Promise<void> {
  const info = await lstat(folder).catch(() => undefined);
  if (!info?.isDirectory()) return;
  await chmod(folder, 0o700);
  for (const name of await readdir(folder)) await open(join(folder, name));
}

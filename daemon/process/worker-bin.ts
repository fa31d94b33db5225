// A folder with nothing but `muster` in it, for the front of a worker's PATH.

import { existsSync } from 'node:fs';
import { readlink, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { privateFolder } from '../../runtime/files.ts';

export async function workerBin(home: string): Promise<string> {
  const folder = join(home, 'bin');
  await privateFolder(folder);
  const link = join(folder, 'muster');
  const launcher = launcherAbove(import.meta.dirname);
  if ((await readlink(link).catch(() => undefined)) === launcher) return folder;
  const fresh = `${link}.${process.pid}`;
  await rm(fresh, { force: true });
  await symlink(launcher, fresh);
  await rename(fresh, link);
  return folder;
}

/** In a checkout one folder up, in the published package beside `dist`. */
function launcherAbove(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const launcher = join(folder, 'bin', 'muster.cjs');
    if (existsSync(launcher) || dirname(folder) === folder) return launcher;
  }
}

// A folder that contains only `muster`, for the front of a worker's PATH.

import { readlink, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { privateFolder } from '../../runtime/files.ts';
import { launcherPath } from './launcher.ts';

export async function workerBin(home: string): Promise<string> {
  const folder = join(home, 'bin');
  await privateFolder(folder);
  const link = join(folder, 'muster');
  const launcher = launcherPath();
  if ((await readlink(link).catch(() => undefined)) === launcher) return folder;
  const fresh = `${link}.${process.pid}`;
  await rm(fresh, { force: true });
  await symlink(launcher, fresh);
  await rename(fresh, link);
  return folder;
}

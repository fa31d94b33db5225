// The folders in an inbox. A project may be a stranger's: in its inbox no link is followed, because it may lead anywhere (to the
// agents of the home, for example), and a checkout can put one there at any time.

import { lstat, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { MusterError } from '../../contracts/errors.ts';
import { codeOf } from '../../runtime/files.ts';
import { makeFolders } from '../../runtime/folders/make-folders.ts';
import { refuseObstacles } from '../../runtime/folders/obstacles.ts';
import { projectAt } from '../../runtime/home.ts';
import { ACCEPTED, CLAIMED, REJECTED } from './candidates.ts';

const NAMES = [CLAIMED, ACCEPTED, REJECTED] as const;

/** `project` is undefined for the inbox of the home, where everything is the user's own. */
export async function ownFolders(folder: string, project: string | undefined): Promise<void> {
  if (project !== undefined) await refuseOddPlaces(project);
  else refuseObstacles([folder, ...NAMES.map((name) => join(folder, name))].map((path) => ({ path, as: 'folder' })));
  for (const name of NAMES) await makeFolders(join(folder, name), 0o700);
}

async function refuseOddPlaces(project: string): Promise<void> {
  const { folder, inbox } = projectAt(project);
  for (const path of [folder, inbox]) await mustBeFolder(path);
  for (const name of NAMES) {
    await mustBeFolder(join(inbox, name)).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
    });
  }
  if ((await realpath(project)) !== project)
    throw new MusterError('project-refused', `${project} has moved`, '`muster init` there watches its inbox again.');
}

async function mustBeFolder(path: string): Promise<void> {
  const stat = await lstat(path);
  if (stat.isDirectory()) return;
  const what = stat.isSymbolicLink() ? 'a symbolic link' : 'not a directory';
  throw new MusterError('project-refused', `${path} is ${what}`, 'Move it away, then `muster init` watches the inbox again.');
}

// The project that a person names on the command line: the git root of a folder, or the folder itself.

import { realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MusterError } from '../../contracts/errors.ts';
import { codeOf } from '../../runtime/files.ts';
import { gitRootOf } from '../accept-task.ts';

export async function projectFolder(given: string, cwd: string): Promise<string> {
  const path = resolve(cwd, given);
  try {
    const real = await realpath(path);
    if ((await stat(real)).isDirectory()) return await gitRootOf(real);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'ENOTDIR') throw error;
  }
  throw new MusterError('usage', `there is no folder ${path}`, 'Give the path of a project.');
}

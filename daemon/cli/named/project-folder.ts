// The project that a person names on the command line: the git root of a folder, or the folder itself.

import { lstat, realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import { codeOf } from '../../../runtime/files.ts';
import { makeFolders } from '../../../runtime/folders/make-folders.ts';
import { projectAt } from '../../../runtime/home.ts';
import { gitRootOf } from '../../intake/git-root.ts';

export async function projectFolder(given: string, cwd: string): Promise<string> {
  const path = resolve(cwd, given);
  try {
    const real = await realpath(path);
    if ((await stat(real)).isDirectory()) return await gitRootOf(real);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'ENOTDIR') throw error;
  }
  throw new MusterError('usage', `no such directory: ${path}`, 'Give the path of a project.');
}

/** Creates `.muster` in a project if it is missing; refuses one that is a link. */
export async function plainMusterFolder(project: string): Promise<void> {
  const { folder, inbox } = projectAt(project);
  for (const path of [folder, inbox]) {
    const there = await lstat(path).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (there && !there.isDirectory())
      throw new MusterError(
        'project-refused',
        `${path} is ${there.isSymbolicLink() ? 'a symbolic link' : 'not a directory'}`,
        'Move it away, then try again.',
      );
  }
  await makeFolders(folder).catch((error: unknown) => {
    throw unwritable(project, error);
  });
}

const unwritable = (project: string, cause: unknown): MusterError =>
  new MusterError(
    'io-failed',
    `nothing can be written into the project ${project} (${codeOf(cause) ?? String(cause)})`,
    'Make it writable for you, or review it as it is: that needs no files in it.',
    { cause },
  );

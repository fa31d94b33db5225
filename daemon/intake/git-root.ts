// Finds the repository of a folder from the file system, without starting git.

import { stat } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeOf } from '../../runtime/files.ts';
import { inTime } from './in-time.ts';

/** Calls back with the error of the system, or with null if there is something at the path. */
type Look = (path: string, tell: (error: NodeJS.ErrnoException | null) => void) => void;

/** The nearest parent folder that contains `.git`, or the folder itself. */
export async function gitRootOf(folder: string, look: Look = stat, within?: number): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, '.git');
    if (await inTime('is there', path, () => isThere(path, look), within)) return at;
    if (dirname(at) === at) return folder;
  }
}

/** A folder that we may not read counts as having none. */
const isThere = (path: string, look: Look): Promise<boolean> =>
  new Promise((resolve, reject) =>
    look(path, (error) => {
      if (error === null) resolve(true);
      else if (codeOf(error) === 'ENOENT' || codeOf(error) === 'EACCES') resolve(false);
      else reject(error);
    }),
  );

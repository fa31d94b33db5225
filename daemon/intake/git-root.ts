// Finds the repository of a folder from the file system, without starting git.

import { stat } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { codeOf } from '../../runtime/files.ts';

const lookedAt = promisify(stat);

/** The nearest parent folder that contains `.git`, or the folder itself. */
export async function gitRootOf(folder: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    try {
      await lookedAt(join(at, '.git'));
      return at;
    } catch (error) {
      // A folder that we may not read counts as having none.
      if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EACCES') throw error;
      if (dirname(at) === at) return folder;
    }
  }
}

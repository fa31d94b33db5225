// The repository that a folder belongs to, by what lies there: nothing is started to find it.

import { stat } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { codeOf } from '../../runtime/files.ts';

const lookedAt = promisify(stat);

/** The nearest folder above with a `.git` in it, else the folder itself. */
export async function gitRootOf(folder: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    try {
      await lookedAt(join(at, '.git'));
      return at;
    } catch (error) {
      // Where one may not look there is none to be found.
      if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EACCES') throw error;
      if (dirname(at) === at) return folder;
    }
  }
}

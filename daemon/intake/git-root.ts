// Finds the repository of a folder from the file system, without starting git.

import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeOf } from '../../runtime/files.ts';

/** The nearest parent folder that contains `.git`, or the folder itself. Asked in this thread, because the kernel answers from memory. */
export async function gitRootOf(folder: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    try {
      statSync(join(at, '.git'));
      return at;
    } catch (error) {
      // A folder that we may not read counts as having none.
      if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EACCES') throw error;
      if (dirname(at) === at) return folder;
    }
  }
}

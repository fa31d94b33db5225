// Whether a path is an executable file that this process may start.

import { accessSync, constants, statSync } from 'node:fs';

export const isProgram = (path: string): boolean => is(path, 'isFile');
export const isEnterable = (path: string): boolean => is(path, 'isDirectory');

function is(path: string, kind: 'isFile' | 'isDirectory'): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path)[kind]();
  } catch {
    return false;
  }
}

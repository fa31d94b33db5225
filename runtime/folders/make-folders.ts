// Makes a folder and its missing parents, one at a time. Node's own way says ENOENT whatever keeps a folder from being made: a read-only
// disk, a quota, a lack of memory.

import { promises as files, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Gives the first that was made, if any was missing. */
export async function makeFolders(path: string, mode = 0o777): Promise<string | undefined> {
  let above: string | undefined;
  for (let again = false; ; again = true) {
    try {
      await files.mkdir(path, { mode });
      return above ?? path;
    } catch (error) {
      if (!lacksParent(error, path, again)) return above;
      above = await makeFolders(dirname(path), mode);
    }
  }
}

export function makeFoldersSync(path: string, mode = 0o777): void {
  for (let again = false; ; again = true) {
    try {
      mkdirSync(path, { mode });
      return;
    } catch (error) {
      if (!lacksParent(error, path, again)) return;
      makeFoldersSync(dirname(path), mode);
    }
  }
}

/** False if the folder is there; throws if it cannot be made. */
function lacksParent(error: unknown, path: string, again: boolean): boolean {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EEXIST' && statSync(path, { throwIfNoEntry: false })?.isDirectory()) return false;
  if (code !== 'ENOENT' || again || dirname(path) === path) throw error;
  return true;
}

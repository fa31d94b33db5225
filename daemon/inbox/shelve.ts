// Moves a file that has been processed to its shelf. It is never deleted or overwritten. A crash in
// between leaves it in both places; the next attempt finds it on its shelf and only removes the original.

import { link, lstat, rename, rm } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { failpoint } from '../../runtime/failpoints.ts';
import { codeOf, exists, syncFolder, writeDurably } from '../../runtime/files.ts';

/** Moves the file to a free name in the folder, the wanted one if possible; returns the name. */
export function shelve(from: string | Buffer, folder: string, wanted: string): Promise<string> {
  return moveToFree(from, folder, wanted, async () => {});
}

/** The same, with a file beside it that says what is wrong, which is written before the original is removed. */
export function shelveRejected(from: string | Buffer, folder: string, wanted: string, text: string): Promise<string> {
  return moveToFree(from, folder, wanted, (name) => writeDurably(join(folder, `${name}.error.txt`), text));
}

async function moveToFree(
  from: string | Buffer,
  folder: string,
  wanted: string,
  explain: (name: string) => Promise<void>,
): Promise<string> {
  const { name, ext } = parse(wanted);
  for (let copy = 1; ; copy++) {
    const free = copy === 1 ? wanted : `${name} (${copy})${ext}`;
    const to = join(folder, free);
    switch (await put(from, to)) {
      case 'taken':
        continue;
      case 'linked':
        failpoint('inbox.linked');
        await syncFolder(folder);
        await explain(free);
        await rm(from);
        return free;
      case 'no-links':
        await explain(free);
        await rename(from, to);
        await syncFolder(folder);
        return free;
    }
  }
}

async function put(from: string | Buffer, to: string): Promise<'linked' | 'taken' | 'no-links'> {
  try {
    // Linking fails if the target exists, which a rename does not guarantee.
    await link(from, to);
    return 'linked';
  } catch (error) {
    switch (codeOf(error)) {
      case 'EEXIST':
        return (await areOne(from, to)) ? 'linked' : 'taken';
      case 'EPERM':
      case 'EMLINK':
      case 'ENOTSUP':
      case 'EXDEV':
        // A folder, or a file system without links.
        return (await exists(to)) ? 'taken' : 'no-links';
      default:
        throw error;
    }
  }
}

async function areOne(a: string | Buffer, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([lstat(a), lstat(b)]);
  return one.dev === other.dev && one.ino === other.ino;
}

// Where a drop goes when it has been dealt with. It is moved, never deleted and never written over.

import { link, rename, rm } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { codeOf, exists, syncFolder, writeDurably } from '../../runtime/files.ts';

/** Moves to a name that is free in the folder, the wanted one if possible; answers the name it got. */
export async function shelve(from: string, folder: string, wanted: string): Promise<string> {
  const { name, ext } = parse(wanted);
  for (let copy = 1; ; copy++) {
    const free = copy === 1 ? wanted : `${name} (${copy})${ext}`;
    if (await moveUnlessThere(from, join(folder, free))) {
      await syncFolder(folder);
      return free;
    }
  }
}

/** Says beside a rejected file what is wrong with it. */
export async function explainRejection(folder: string, name: string, text: string): Promise<void> {
  await writeDurably(join(folder, `${name}.error.txt`), text);
}

async function moveUnlessThere(from: string, to: string): Promise<boolean> {
  try {
    // A link is made only where nothing is, which a rename cannot promise.
    await link(from, to);
  } catch (error) {
    switch (codeOf(error)) {
      case 'EEXIST':
        return false;
      case 'EPERM':
      case 'EMLINK':
      case 'ENOTSUP':
      case 'EXDEV':
        // A folder, or a file system without links.
        if (await exists(to)) return false;
        await rename(from, to);
        return true;
      default:
        throw error;
    }
  }
  await rm(from);
  return true;
}

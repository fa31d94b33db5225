// What a repository of bases remembers of the projects' object folders: where they are, and in which state each part
// was when all of it was linked. Lost, or forgotten on purpose, everything is looked at once more.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../../files.ts';

/** By object folder, by the part of it, the state in which all that is in it was linked. */
export type Linked = Record<string, Record<string, string>>;

const fileIn = (gitDir: string): string => join(gitDir, 'linked.json');

export async function readLinked(gitDir: string): Promise<Linked> {
  try {
    const { v, stores } = JSON.parse(await readFile(fileIn(gitDir), 'utf8')) as { v: unknown; stores: Linked };
    return v === 1 && typeof stores === 'object' && stores !== null ? stores : {};
  } catch {
    return {};
  }
}

export async function writeLinked(gitDir: string, stores: Linked): Promise<void> {
  await writeDurably(fileIn(gitDir), JSON.stringify({ v: 1, stores }));
}

/** Before anything is removed here: what was linked once may have to be linked again. */
export async function forgetStates(gitDir: string): Promise<void> {
  const known = await readLinked(gitDir);
  await writeLinked(gitDir, Object.fromEntries(Object.keys(known).map((store) => [store, {}])));
}

// What a repository of bases remembers of the projects' object folders: their paths, and the state of each subfolder when
// everything in it was linked. Without this record, everything is checked again.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../../files.ts';

/** By object folder and subfolder: the state in which everything in it was linked. */
export type Linked = Record<string, Record<string, string>>;

const fileIn = (gitDir: string): string => join(gitDir, 'linked.json');

/** Empty if there is no record, or it is damaged: then everything is checked again. */
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

/** Call it before anything is removed here: what was linked may have to be linked again. */
export async function forgetStates(gitDir: string): Promise<void> {
  const known = await readLinked(gitDir);
  await writeLinked(gitDir, Object.fromEntries(Object.keys(known).map((store) => [store, {}])));
}

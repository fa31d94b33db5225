// Whether a small checkout is exactly as it was sealed, without starting git: compares its files with the index of the seal by
// git's own rules. False only means “unknown”: for anything uncommon, git is asked.

import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readBounded } from '../../files.ts';
import { rethrowShortage } from '../../shortage.ts';
import { type Entry, entriesOf, isState, REGULAR } from './reflink/index-file.ts';

/** These take a millisecond or two in one go; with more files, a process takes less of this thread. */
const MOST_FILES = 150;
/** An entry takes about seventy bytes plus its name. */
const LARGEST = 64 * 1024;
/** A file written at the same moment as the index may have changed within that moment, so it is read. */
const READ_AT_MOST = 256 * 1024;
const WIDTH = 20;

export async function isAsSealed(workTree: string, index: string): Promise<boolean> {
  try {
    const about = statSync(index, { bigint: true });
    const read = await readBounded(index, LARGEST);
    if (read.kind !== 'read') return false;
    const { bytes } = read;
    const entries = entriesOf(bytes, WIDTH);
    if (!entries || entries.length > MOST_FILES || !entries.every((it) => it.plain && it.mode >>> 12 === REGULAR)) return false;
    const named = entries.map((entry) => ({ entry, name: entry.path.toString('utf8') }));
    if (!named.every(({ entry, name }) => entry.path.equals(Buffer.from(name)))) return false;
    if (!isAllThere(workTree, new Set(named.map((it) => it.name)))) return false;
    const fresh: { entry: Entry; path: string }[] = [];
    let toRead = 0n;
    for (const { entry, name } of named) {
      const path = join(workTree, name);
      const state = lstatSync(path, { bigint: true });
      if (!isState(bytes, entry, state)) return false;
      if (state.mtimeNs < about.mtimeNs) continue;
      fresh.push({ entry, path });
      toRead += state.size;
    }
    if (toRead > READ_AT_MOST) return false;
    for (const { entry, path } of fresh) {
      const read = await readBounded(path, READ_AT_MOST);
      if (read.kind !== 'read' || !objectOf(read.bytes).equals(entry.content)) return false;
    }
    return true;
  } catch (error) {
    // Gone or unreadable: git decides what that means.
    rethrowShortage(error);
    return false;
  }
}

/** Whether there are no other files or folders than these, apart from git's own. */
function isAllThere(workTree: string, files: ReadonlySet<string>): boolean {
  const folders = new Set([...files].flatMap(above));
  const isKnown = (folder: string): boolean =>
    readdirSync(join(workTree, folder), { withFileTypes: true }).every((it) => {
      if (folder === '' && it.name === '.git') return true;
      const name = folder === '' ? it.name : `${folder}/${it.name}`;
      return it.isDirectory() ? folders.has(name) && isKnown(name) : files.has(name);
    });
  return isKnown('');
}

/** All folders in the tree that contain the file. */
function above(file: string): string[] {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, n) => parts.slice(0, n + 1).join('/'));
}

/** Files are checked out unconverted, so their bytes are those of the object. */
const objectOf = (content: Buffer): Buffer => createHash('sha1').update(`blob ${content.length}\0`).update(content).digest();

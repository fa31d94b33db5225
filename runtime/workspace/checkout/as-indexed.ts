// Whether a tree on the disk is exactly as an index says, without starting git: it has the same files, and each is in the state that
// git saw, by git's own rules. False only means “unknown”: for anything uncommon, git is asked.

import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { rethrowShortage } from '../../shortage.ts';
import { inSlices } from '../../slices.ts';
import type { Steps } from '../../steps.ts';
import { plainFile } from '../git/plain-file.ts';
import { type Entry, entriesIn, hasState, LINK, REGULAR, treeOf } from './reflink/index-file.ts';

export type Terms = {
  /** Names in the top folder that are not looked at. */
  skips?: (name: string) => boolean;
  /** The index must be of this tree. */
  tree?: string;
  /** No entry may have such a path. */
  refuses?: (path: string) => boolean;
  /** Whether git may convert contents, so that a file cannot be compared with its object. */
  mayConvert?: (paths: ReadonlyMap<string, unknown>) => boolean;
};

/** About seven hundred files, which take a few milliseconds in slices. With more, a process of git takes less of this thread. */
const LARGEST = 64 * 1024;
/** A file as new as the index may have changed within that moment, so it is read. */
const READ_AT_MOST = 4 * 1024 * 1024;
/** Milliseconds in all. A disk that answers slowly is better asked by git, which asks several things at once. */
const LONGEST = 500;
const IN_ONE_STEP = 16;
const WIDTH = 20;
/** Git records the size zero for a file that it has to look at again. */
const EMPTY = Buffer.from('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391', 'hex');

type Index = { bytes: Buffer; writtenAt: bigint };

export async function isAsIndexed(workTree: string, index: string, terms: Terms = {}): Promise<boolean> {
  try {
    const read = readIndex(index);
    return read !== undefined && (await inSlices(withinTime(compared(workTree, read, terms))));
  } catch (error) {
    // Gone or unreadable: git decides what that means.
    rethrowShortage(error);
    return false;
  }
}

function readIndex(path: string): Index | undefined {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const about = fstatSync(file, { bigint: true });
    return about.isFile() && about.size <= LARGEST ? { bytes: readFileSync(file), writtenAt: about.mtimeNs } : undefined;
  } finally {
    closeSync(file);
  }
}

function* withinTime(steps: Steps<boolean>): Steps<boolean> {
  for (let spent = 0; spent < LONGEST; ) {
    const begun = performance.now();
    const step = steps.next();
    if (step.done) return step.value;
    spent += performance.now() - begun;
    yield;
  }
  return false;
}

function* compared(workTree: string, { bytes, writtenAt }: Index, terms: Terms): Steps<boolean> {
  const { tree, mayConvert } = terms;
  const entries = yield* entriesIn(bytes, WIDTH);
  if (!entries || (tree !== undefined && treeOf(bytes, entries, WIDTH) !== tree)) return false;
  const named = yield* namesOf(entries, terms);
  if (!named || !(yield* hasJustThese(workTree, named, terms))) return false;
  const fresh: [string, Entry][] = [];
  let [seen, toRead] = [0, 0n];
  for (const [name, entry] of named) {
    if (++seen % IN_ONE_STEP === 0) yield;
    const state = lstatSync(`${workTree}/${name}`, { bigint: true });
    if (!hasState(bytes, entry, state) || !isOfMode(entry.mode, Number(state.mode))) return false;
    if (state.size === 0n && !entry.content.equals(EMPTY)) return false;
    if (state.mtimeNs < writtenAt) continue;
    fresh.push([name, entry]);
    toRead += state.size;
  }
  if (toRead > READ_AT_MOST || (fresh.length > 0 && mayConvert?.(named))) return false;
  for (const [name, entry] of fresh) {
    yield;
    if (!objectAt(`${workTree}/${name}`, entry.mode)?.equals(entry.content)) return false;
  }
  return true;
}

/** Undefined if there is an entry that git treats in its own way. */
function* namesOf(entries: readonly Entry[], { refuses }: Terms): Steps<Map<string, Entry> | undefined> {
  const named = new Map<string, Entry>();
  for (const entry of entries) {
    if (named.size % (IN_ONE_STEP * IN_ONE_STEP) === 0) yield;
    const name = entry.path.toString('utf8');
    // What is no UTF-8 becomes this character.
    if (!entry.plain || !isFileOrLink(entry.mode) || name.includes('\ufffd') || refuses?.(name)) return undefined;
    named.set(name, entry);
  }
  return named;
}

/** Whether the tree has these files and the folders around them, and no others. A link is a file, wherever it leads. */
function* hasJustThese(workTree: string, files: ReadonlyMap<string, Entry>, { skips }: Terms): Steps<boolean> {
  const folders = foldersAround(files.keys());
  yield;
  const waiting = [''];
  let found = 0;
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const it of readdirSync(`${workTree}/${folder}`, { withFileTypes: true })) {
      if (folder === '' && skips?.(it.name)) continue;
      const path = `${folder}${it.name}`;
      if (it.isDirectory() ? !folders.has(path) : !files.has(path)) return false;
      if (it.isDirectory()) waiting.push(`${path}/`);
      else found += 1;
    }
    yield;
  }
  return found === files.size;
}

function foldersAround(files: Iterable<string>): Set<string> {
  const folders = new Set<string>();
  for (const file of files) {
    for (let end = file.lastIndexOf('/'); end > 0 && !folders.has(file.slice(0, end)); end = file.lastIndexOf('/', end - 1))
      folders.add(file.slice(0, end));
  }
  return folders;
}

const isFileOrLink = (mode: number): boolean => mode >>> 12 === REGULAR || mode >>> 12 === LINK;

/** The entry may be of another mode than the file that git saw: `git update-index --chmod` changes only the entry. */
const isOfMode = (entry: number, file: number): boolean =>
  entry >>> 12 === file >>> 12 && (entry >>> 12 === LINK || ((entry ^ file) & 0o100) === 0);

function objectAt(path: string, mode: number): Buffer | undefined {
  const content = mode >>> 12 === LINK ? readlinkSync(path, { encoding: 'buffer' }) : plainFile(path, READ_AT_MOST);
  return content && createHash('sha1').update(`blob ${content.length}\0`).update(content).digest();
}

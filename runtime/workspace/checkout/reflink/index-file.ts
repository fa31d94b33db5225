// Reads and replaces entries of a git index in place: git's record of each file's state on disk. Git compares that state with the
// disk, so a file whose entry matches is known to be unchanged without being read.

import { createHash } from 'node:crypto';
import { runSteps, type Steps } from '../../../steps.ts';

/** A file's state, from `lstat` with bigints. */
export type FileState = {
  ctimeNs: bigint;
  mtimeNs: bigint;
  dev: bigint;
  ino: bigint;
  uid: bigint;
  gid: bigint;
  size: bigint;
};

export type Entry = {
  /** Offset in the index. */
  at: number;
  mode: number;
  /** Mode and object name: equal for equal content. */
  content: Buffer;
  path: Buffer;
  /** The file is on disk as committed: neither skipped nor in conflict. */
  plain: boolean;
};

/** Length of a digest in bytes, for objects and for the index itself. */
export type Width = 20 | 32;

const HEADER = 12;
const IN_ONE_STEP = 500;
const STATE = 40;
const MODE = 24;
const [EXTENDED, VALID_OR_STAGE, NAME] = [0x4000, 0xb000, 0xfff];
/** Extensions that do not depend on the state of files. Others may replace entries or add to them. */
const HARMLESS = ['TREE', 'REUC', 'EOIE', 'IEOT'];
const NANO = 1_000_000_000n;
const WORD = 0xffffffffn;

/** Undefined if the index has a format that is not supported here. */
export const entriesOf = (index: Buffer, width: Width): Entry[] | undefined => runSteps(entriesIn(index, width));

export function* entriesIn(index: Buffer, width: Width): Steps<Entry[] | undefined> {
  const end = index.length - width;
  if (end < HEADER || index.toString('latin1', 0, 4) !== 'DIRC') return undefined;
  const version = index.readUInt32BE(4);
  if (version !== 2 && version !== 3) return undefined;
  const entries: Entry[] = [];
  let at = HEADER;
  for (let left = index.readUInt32BE(8); left > 0; left--) {
    if (entries.length % IN_ONE_STEP === 0) yield;
    if (at + STATE + width + 2 > end) return undefined;
    const flags = index.readUInt16BE(at + STATE + width);
    const extended = (flags & EXTENDED) !== 0;
    const name = at + STATE + width + (extended ? 4 : 2);
    const nameEnd = (flags & NAME) < NAME ? name + (flags & NAME) : index.indexOf(0, name);
    if (nameEnd < name || nameEnd >= end) return undefined;
    entries.push({
      at,
      mode: index.readUInt32BE(at + MODE),
      content: index.subarray(at + STATE, at + STATE + width),
      path: index.subarray(name, nameEnd),
      plain: !extended && (flags & VALID_OR_STAGE) === 0,
    });
    // One to eight zeros pad it to a multiple of eight.
    at += (nameEnd - at + 8) & ~7;
  }
  return restIsHarmless(index, at, end) ? entries : undefined;
}

/**
 * Whether all entries are plain and no path begins so, in an index of the supported format for objects of 20 bytes. Reads no more than it
 * must: thousands of entries are looked at by code that is not optimized.
 */
export function* isAllPlain(index: Buffer, without: string): Steps<boolean> {
  const [flagsAt, nameAt] = [STATE + 20, STATE + 22];
  const end = index.length - 20;
  if (end < HEADER || index.toString('latin1', 0, 4) !== 'DIRC') return false;
  const view = new DataView(index.buffer, index.byteOffset, index.length);
  const [version, first] = [view.getUint32(4), without.charCodeAt(0)];
  if (version !== 2 && version !== 3) return false;
  let at = HEADER;
  for (let left = view.getUint32(8); left > 0; left--) {
    if (left % IN_ONE_STEP === 0) yield;
    if (at + nameAt >= end) return false;
    const flags = view.getUint16(at + flagsAt);
    const length = flags & NAME;
    // Of a name this long, the length is not recorded.
    if ((flags & ~NAME) !== 0 || length === NAME) return false;
    if (view.getUint8(at + nameAt) === first && index.toString('latin1', at + nameAt, at + nameAt + without.length) === without)
      return false;
    at += (nameAt + length + 8) & ~7;
  }
  return restIsHarmless(index, at, end);
}

/**
 * The tree that would be written from the index, if git has recorded that; undefined if something was staged since. The record begins
 * with the top folder: an empty name, the number of entries, of folders, and the tree's name.
 */
export function treeOf(index: Buffer, entries: readonly Entry[], width: Width): string | undefined {
  const last = entries.at(-1);
  for (let at = last === undefined ? HEADER : endOf(index, last); at + 8 <= index.length - width; at += 8 + index.readUInt32BE(at + 4)) {
    if (index.toString('latin1', at, at + 4) !== 'TREE') continue;
    const record = index.subarray(at + 8, at + 8 + index.readUInt32BE(at + 4));
    const [head, count] = /^\0(\d+) \d+\n/.exec(record.toString('latin1', 0, 32)) ?? [];
    if (head === undefined || Number(count) !== entries.length || record.length < head.length + width) return undefined;
    return record.toString('hex', head.length, head.length + width);
  }
  return undefined;
}

/** One to eight zeros pad an entry to a multiple of eight. */
const endOf = (index: Buffer, { at, path }: Entry): number => at + ((path.byteOffset - index.byteOffset + path.length - at + 8) & ~7);

function restIsHarmless(index: Buffer, from: number, end: number): boolean {
  let at = from;
  while (at < end) {
    if (at + 8 > end || !HARMLESS.includes(index.toString('latin1', at, at + 4))) return false;
    at += 8 + index.readUInt32BE(at + 4);
  }
  return at === end;
}

/** Whether the file is still the one that git saw, by git's own comparison. */
export const isState = (index: Buffer, entry: Entry, state: FileState): boolean =>
  entry.mode >>> 12 === REGULAR && hasState(index, entry, state);

/** The same for a file of any kind. Its mode is not compared: a change of it shows in the change time. */
export function hasState(index: Buffer, { at }: Entry, { ctimeNs, mtimeNs, ino, uid, gid, size }: FileState): boolean {
  // Thousands of files are compared by code that is not optimized, so it has no loops and no lists.
  const view = new DataView(index.buffer, index.byteOffset + at, STATE);
  return (
    timeIn(view, 0) === ctimeNs &&
    timeIn(view, 8) === mtimeNs &&
    view.getUint32(20) === Number(ino & WORD) &&
    view.getUint32(28) === Number(uid & WORD) &&
    view.getUint32(32) === Number(gid & WORD) &&
    view.getUint32(36) === Number(size & WORD)
  );
}

const timeIn = (view: DataView, at: number): bigint => BigInt(view.getUint32(at)) * NANO + BigInt(view.getUint32(at + 4));

export function keepState(index: Buffer, { at }: Entry, state: FileState): void {
  wordsOf(state).forEach((word, n) => {
    index.writeUInt32BE(word, at + offsetOf(n));
  });
}

export const REGULAR = 0o10;
export const LINK = 0o12;
/** The mode is between them and stays as it is. */
const offsetOf = (n: number): number => (n < 6 ? n * 4 : n * 4 + 4);

function wordsOf({ ctimeNs, mtimeNs, dev, ino, uid, gid, size }: FileState): number[] {
  return [ctimeNs / NANO, ctimeNs % NANO, mtimeNs / NANO, mtimeNs % NANO, dev, ino, uid, gid, size].map((it) => Number(it & WORD));
}

/** The change time, which no program can set: the kernel updates it with every change of the file or its metadata. */
export const changedAt = (index: Buffer, { at }: Entry): bigint =>
  BigInt(index.readUInt32BE(at)) * NANO + BigInt(index.readUInt32BE(at + 4));

/** The index ends with its own digest. */
export function closeIndex(index: Buffer, width: Width): void {
  const body = index.subarray(0, index.length - width);
  createHash(width === 20 ? 'sha1' : 'sha256')
    .update(body)
    .digest()
    .copy(index, body.length);
}

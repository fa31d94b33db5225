// Reads and replaces entries of a git index in place: git's record of each file's state on disk. Git compares that state with the
// disk, so a file whose entry matches is known to be unchanged without being read.

import { createHash } from 'node:crypto';

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
const STATE = 40;
const MODE = 24;
const [EXTENDED, VALID_OR_STAGE, NAME] = [0x4000, 0xb000, 0xfff];
/** Extensions that do not depend on the state of files. Others may replace entries or add to them. */
const HARMLESS = ['TREE', 'REUC', 'EOIE', 'IEOT'];
const NANO = 1_000_000_000n;
const WORD = 0xffffffffn;

/** Undefined if the index has a format that is not supported here. */
export function entriesOf(index: Buffer, width: Width): Entry[] | undefined {
  const end = index.length - width;
  if (end < HEADER || index.toString('latin1', 0, 4) !== 'DIRC') return undefined;
  const version = index.readUInt32BE(4);
  if (version !== 2 && version !== 3) return undefined;
  const entries: Entry[] = [];
  let at = HEADER;
  for (let left = index.readUInt32BE(8); left > 0; left--) {
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

function restIsHarmless(index: Buffer, from: number, end: number): boolean {
  let at = from;
  while (at < end) {
    if (at + 8 > end || !HARMLESS.includes(index.toString('latin1', at, at + 4))) return false;
    at += 8 + index.readUInt32BE(at + 4);
  }
  return at === end;
}

/** Whether the file is still the one that git saw, by git's own comparison. */
export function isState(index: Buffer, { at, mode }: Entry, state: FileState): boolean {
  const words = wordsOf(state);
  return words.every((word, n) => n === DEVICE || index.readUInt32BE(at + offsetOf(n)) === word) && mode >>> 12 === REGULAR;
}

export function keepState(index: Buffer, { at }: Entry, state: FileState): void {
  wordsOf(state).forEach((word, n) => {
    index.writeUInt32BE(word, at + offsetOf(n));
  });
}

export const REGULAR = 0o10;
const DEVICE = 4;
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

// Reads a commit from the packs of a repository without starting git, if it is stored as a whole. Git stores the newest commits so
// nearly always; what is stored as a difference from another object is left to git.

import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { constants, inflateSync } from 'node:zlib';

/** Of the index of a pack: its first bytes and version, and where its tables begin. */
const BEGINS = Buffer.from('ff744f6300000002', 'hex');
const [FANOUT, NAMES, NAME] = [8, 8 + 256 * 4, 20];
const FAR = 0x80000000;
/** With more packs, git is faster. */
const MOST_PACKS = 50;
/** A larger one is left to git, and so is one that does not get that much smaller by compression. */
const LARGEST = 64 * 1024;
const COMMIT = 1;

/** Its content, with nothing in front of it; whether that is the commit's can be told by its digest. */
export function packedCommit(objects: string, name: string): Buffer | undefined {
  const folder = join(objects, 'pack');
  const packs = readdirSync(folder).filter((it) => it.endsWith('.idx'));
  if (packs.length > MOST_PACKS) return undefined;
  const wanted = Buffer.from(name, 'hex');
  for (const pack of packs) {
    const at = withFile(join(folder, pack), (bytesAt) => offsetIn(bytesAt, wanted));
    if (at !== undefined) return withFile(join(folder, pack.replace(/idx$/, 'pack')), (bytesAt) => commitIn(bytesAt(at, LARGEST)));
  }
  return undefined;
}

/** Fewer bytes than asked for at the end of the file. */
type BytesAt = (at: number, length: number) => Buffer;

function withFile<T>(path: string, use: (bytesAt: BytesAt) => T): T {
  const file = openSync(path, 'r');
  try {
    return use((at, length) => {
      const bytes = Buffer.allocUnsafe(length);
      return bytes.subarray(0, readSync(file, bytes, 0, length, at));
    });
  } finally {
    closeSync(file);
  }
}

function offsetIn(bytesAt: BytesAt, wanted: Buffer): number | undefined {
  const head = bytesAt(0, NAMES);
  if (!head.subarray(0, BEGINS.length).equals(BEGINS)) return undefined;
  const before = (byte: number): number => (byte < 0 ? 0 : head.readUInt32BE(FANOUT + byte * 4));
  const [first, count] = [wanted[0] ?? 0, before(255)];
  let [from, to] = [before(first - 1), before(first)];
  while (from < to) {
    const middle = (from + to) >>> 1;
    const order = bytesAt(NAMES + middle * NAME, NAME).compare(wanted);
    if (order === 0) {
      // After the names come a checksum and the place of each object.
      const at = bytesAt(NAMES + count * (NAME + 4) + middle * 4, 4).readUInt32BE();
      return at < FAR ? at : undefined;
    }
    if (order < 0) from = middle + 1;
    else to = middle;
  }
  return undefined;
}

/** The first byte has the kind and four bits of the length; each further byte has seven, as long as the one before is marked. */
function commitIn(bytes: Buffer): Buffer | undefined {
  let at = 0;
  let [byte = 0] = bytes;
  if (((byte >>> 4) & 7) !== COMMIT) return undefined;
  let length = byte & 15;
  for (let shift = 4; (byte & 0x80) !== 0 && shift < 28; shift += 7) {
    byte = bytes[++at] ?? 0;
    length |= (byte & 0x7f) << shift;
  }
  if (length > LARGEST) return undefined;
  // What follows it in the pack is not looked at.
  const content = inflateSync(bytes.subarray(at + 1), { maxOutputLength: LARGEST + 1, finishFlush: constants.Z_SYNC_FLUSH });
  return content.length === length ? content : undefined;
}

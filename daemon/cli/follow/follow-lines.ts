// The lines of a growing file, as `tail -F` gives them, even if the file appears later, is truncated
// and rewritten, or replaced. Lines that reappear after a truncation are not repeated.

import { open, stat } from 'node:fs/promises';
import { codeOf } from '../../../runtime/files.ts';
import { fileWaker } from '../../../runtime/watch/file-waker.ts';

const CHUNK = 256 * 1024;
/** Every line contains its time, so an identical line is the same line again. */
const REMEMBERED = 2_000;

/**
 * Yields batches of lines, an empty one for each look that found nothing new. Ends when the signal aborts. `last` is how many existing
 * lines to start with; without it, all.
 */
export async function* followLines(path: string, last: number | undefined, signal: AbortSignal): AsyncGenerator<string[]> {
  using waker = fileWaker(path);
  let place: Place | undefined;
  let found = false;
  const given = new Set<string>();

  while (!signal.aborted) {
    const about = await sizeOf(path);
    if (about && !place && last !== undefined) {
      const tail = await readFrom(path, Math.max(0, about.size - CHUNK), CHUNK);
      const lines = tail.toString('utf8').split('\n').slice(0, -1);
      const offset = about.size - (tail.length - 1 - tail.lastIndexOf(10));
      place = { inode: about.inode, offset, rest: NOTHING, again: false };
      yield remember(given, last === 0 ? [] : lines.slice(-last));
      continue;
    }
    place = placeIn(about, place);
    const bytes = about && place && about.size > place.offset ? await readFrom(path, place.offset, CHUNK) : NOTHING;
    const lines = place ? read(place, bytes) : [];
    yield remember(given, place?.again ? lines.filter((line) => !given.has(line)) : lines);
    // There may be more to read at once.
    if (bytes.length === 0) await waker.next(found, signal);
    found = bytes.length > 0;
  }
}

/** How far a file was read. `rest` is a line that has not ended yet; `again` if lines may be there that were read before. */
type Place = { inode: number | undefined; offset: number; rest: Buffer; again: boolean };

const NOTHING: Buffer = Buffer.alloc(0);

/** Where to go on reading: at the start of another file, at the end of one that has become shorter. */
function placeIn(about: { size: number; inode: number } | undefined, before: Place | undefined): Place | undefined {
  if (!about) {
    // The next file is a different one, even if the system reuses the inode number.
    return before && { inode: before.inode, offset: 0, rest: NOTHING, again: true };
  }
  const { size, inode } = about;
  if (!before) return { inode, offset: 0, rest: NOTHING, again: false };
  const replaced = before.inode !== undefined && before.inode !== inode;
  if (replaced || size < before.offset) return { inode, offset: replaced ? 0 : size, rest: NOTHING, again: true };
  return { ...before, inode };
}

/** Moves the place past these bytes; returns the lines that ended in them. */
function read(place: Place, bytes: Buffer): string[] {
  const all = Buffer.concat([place.rest, bytes]);
  const end = all.lastIndexOf(10) + 1;
  place.offset += bytes.length;
  place.rest = all.subarray(end);
  return all.toString('utf8', 0, end).split('\n').slice(0, -1);
}

function remember(given: Set<string>, lines: string[]): string[] {
  for (const line of lines) given.add(line);
  for (const line of given) {
    if (given.size <= REMEMBERED) break;
    given.delete(line);
  }
  return lines;
}

async function sizeOf(path: string): Promise<{ size: number; inode: number } | undefined> {
  try {
    const { size, ino } = await stat(path);
    return { size, inode: ino };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function readFrom(path: string, offset: number, most: number): Promise<Buffer> {
  try {
    await using file = await open(path, 'r');
    const { bytesRead, buffer } = await file.read(Buffer.alloc(most), 0, most, offset);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    // The file vanished between two looks; the next look sees its replacement.
    if (codeOf(error) === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

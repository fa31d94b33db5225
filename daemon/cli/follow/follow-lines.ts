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
  let offset: number | undefined;
  let inode: number | undefined;
  let rest = Buffer.alloc(0);
  let careful = false;
  let found = false;
  const given = new Set<string>();

  while (!signal.aborted) {
    const about = await sizeOf(path);
    if (about && offset === undefined && last !== undefined) {
      const tail = await readFrom(path, Math.max(0, about.size - CHUNK), CHUNK);
      const lines = tail.toString('utf8').split('\n').slice(0, -1);
      inode = about.inode;
      offset = about.size - (tail.length - 1 - tail.lastIndexOf(10));
      yield remember(given, last === 0 ? [] : lines.slice(-last));
      continue;
    }
    if (about) {
      const replaced = inode !== undefined && inode !== about.inode;
      if (replaced || about.size < (offset ?? 0)) {
        offset = replaced ? 0 : about.size;
        rest = Buffer.alloc(0);
        careful = true;
      }
      inode = about.inode;
    } else if (offset !== undefined) {
      // The next file is a different one, even if the system reuses the inode number.
      offset = 0;
      rest = Buffer.alloc(0);
      careful = true;
    }
    const bytes = about && about.size > (offset ?? 0) ? await readFrom(path, offset ?? 0, CHUNK) : Buffer.alloc(0);
    offset = about ? (offset ?? 0) + bytes.length : offset;
    rest = Buffer.concat([rest, bytes]);
    const end = rest.lastIndexOf(10) + 1;
    const lines = rest.toString('utf8', 0, end).split('\n').slice(0, -1);
    rest = rest.subarray(end);
    const fresh = careful ? lines.filter((line) => !given.has(line)) : lines;
    yield remember(given, fresh);
    // There may be more to read at once.
    if (bytes.length === 0) await waker.next(found, signal);
    found = bytes.length > 0;
  }
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

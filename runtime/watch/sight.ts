// What lies in a worker's folder now. The worker is not trusted: a link, a device, a huge file or a
// folder that was swapped for another is refused and never read.

import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, realpathSync, type Stats } from 'node:fs';
import { digestOf } from '../canonical.ts';

export type Sighted = {
  result:
    | { kind: 'none'; signature?: undefined }
    | { kind: 'refused'; why: string; signature?: string }
    | { kind: 'there'; bytes: Uint8Array; digest: string; signature: string };
  /** Undefined when there is no heartbeat. */
  beat: string | undefined;
};

/** A result that was read before is not read again while its signature stays. */
export function sightOf(
  place: { folder: string; result: string; beat: string; cap: number },
  before: Sighted['result'] | undefined,
): Sighted {
  return { result: resultAt(place, before), beat: beatAt(place.beat) };
}

export function resultAt(place: { folder: string; result: string; cap: number }, before: Sighted['result'] | undefined): Sighted['result'] {
  const stat = lstatSync(place.result, { throwIfNoEntry: false });
  if (stat === undefined) return { kind: 'none' };
  const signature = signatureOf(stat);
  if (before?.signature === signature) return before;
  const why = refusal(place, stat);
  if (why !== undefined) return { kind: 'refused', why, signature };
  return open(place);
}

function refusal(place: { folder: string; result: string; cap: number }, stat: Stats): string | undefined {
  if (stat.isSymbolicLink()) return 'the result is a symbolic link';
  if (!stat.isFile()) return 'the result is not a regular file';
  if (stat.size > place.cap) return `the result has ${stat.size} bytes, and ${place.cap} are the most`;
  if (realpathSync(place.folder) !== place.folder) return 'the folder of the result was replaced by a link';
  return undefined;
}

function open(place: { result: string; cap: number }): Sighted['result'] {
  let file: number;
  try {
    file = openSync(place.result, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // Between the look and the opening it went away, or became a link.
    if (code === 'ENOENT') return { kind: 'none' };
    if (code === 'ELOOP') return { kind: 'refused', why: 'the result is a symbolic link' };
    throw error;
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile() || stat.size > place.cap)
      return { kind: 'refused', why: 'the result changed into something else while it was read' };
    const bytes = Buffer.alloc(stat.size);
    const length = readSync(file, bytes, 0, stat.size, 0);
    const whole = bytes.subarray(0, length);
    return { kind: 'there', bytes: whole, digest: digestOf(whole), signature: signatureOf(stat) };
  } finally {
    closeSync(file);
  }
}

function beatAt(path: string): string | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat?.isFile() ? signatureOf(stat) : undefined;
}

const signatureOf = (stat: Stats): string => `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeMs}:${stat.ctimeMs}`;

// Reads what is in a worker's folder. The worker is not trusted: a link, a device, a huge file, or a folder that was swapped for
// another is refused and never read.

import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, realpathSync, type Stats } from 'node:fs';
import { join, relative } from 'node:path';
import { digestOf } from '../canonical.ts';

/** `root` is ours and may be reached through links; below it, down to the folder, there must be none. */
export type ResultPlace = { root: string; folder: string; result: string; cap: number };

export type FolderContents = {
  result:
    | { kind: 'none'; signature?: undefined }
    | { kind: 'refused'; why: string; signature?: string }
    | { kind: 'there'; bytes: Uint8Array; digest: string; signature: string };
  /** Undefined if there is no heartbeat. */
  beat: string | undefined;
};

/** A result is not read again while its signature stays the same. */
export function readFolder(place: ResultPlace & { beat: string }, before: FolderContents['result'] | undefined): FolderContents {
  return { result: readResultFile(place, before), beat: beatAt(place.beat) };
}

/** Never throws for what a worker did to its folder: an unreadable folder only spoils the worker's own result. */
export function readResultFile(place: ResultPlace, before: FolderContents['result'] | undefined): FolderContents['result'] {
  try {
    const stat = lstatSync(place.result, { throwIfNoEntry: false });
    if (stat === undefined) return { kind: 'none' };
    const signature = signatureOf(stat);
    if (before?.signature === signature) return before;
    const why = refusal(place, stat);
    if (why !== undefined) return { kind: 'refused', why, signature };
    return open(place);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // It disappeared between two calls.
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'none' };
    if (code === 'ELOOP') return { kind: 'refused', why: 'the result is a symbolic link' };
    if (code === 'EACCES' || code === 'EPERM' || code === 'ENXIO') return { kind: 'refused', why: `the result cannot be read (${code})` };
    throw error;
  }
}

function refusal(place: ResultPlace, stat: Stats): string | undefined {
  if (stat.isSymbolicLink()) return 'the result is a symbolic link';
  if (!stat.isFile()) return 'the result is not a regular file';
  if (stat.size > place.cap) return `the result has ${stat.size} bytes; the limit is ${place.cap}`;
  if (realpathSync(place.folder) !== join(realpathSync(place.root), relative(place.root, place.folder)))
    return 'the folder of the result was replaced by a link';
  return undefined;
}

function open(place: { result: string; cap: number }): FolderContents['result'] {
  const file = openSync(place.result, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile() || stat.size > place.cap) return { kind: 'refused', why: 'the result was replaced while it was read' };
    const bytes = Buffer.alloc(stat.size);
    const length = readSync(file, bytes, 0, stat.size, 0);
    const whole = bytes.subarray(0, length);
    return { kind: 'there', bytes: whole, digest: digestOf(whole), signature: signatureOf(stat) };
  } finally {
    closeSync(file);
  }
}

function beatAt(path: string): string | undefined {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    return stat?.isFile() ? signatureOf(stat) : undefined;
  } catch {
    // There is no readable heartbeat.
    return undefined;
  }
}

const signatureOf = (stat: Stats): string => `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeMs}:${stat.ctimeMs}`;

// Files that must be there after the power fails, and paths that must not lead elsewhere: durable
// writes and appends, private folders, confinement to a root, reads that cannot run away.

import { closeSync, constants, fchmodSync, promises as files, fstatSync, fsync, open, openSync, read, statSync, writeFile } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { getBuiltinModule } from 'node:process';
import { promisify } from 'node:util';
import { MusterError } from '../contracts/errors.ts';
import { failpoint } from './failpoints.ts';
import { partsOf } from './text/parts.ts';

// By numbers of descriptors rather than by Node's handles, which cost a multiple; and what the kernel answers from memory is asked
// at once, for on another thread it takes many times as long. What may wait for the disk is on another thread.
const [opened, written, synced] = [promisify(open), promisify(writeFile), promisify(fsync)];
const readInto = promisify(read);
// A command that only hands in a task needs neither of these: each takes longer to load than the task takes to read.
const chance = () => getBuiltinModule('node:crypto');

const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

/** So much of a text is made bytes at once: of a long one, everything else has its turn in between. */
const PART = 500_000;

/** Readers see the old content or the new, never a part of it; when this resolves, the new one survives a power failure. */
export async function writeDurably(path: string, content: string | Uint8Array, mode: number = PRIVATE_FILE): Promise<void> {
  // The dot keeps it out of globs and file watchers that look for finished files.
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}-${chance().randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = await opened(draft, 'wx', mode);
    try {
      if (typeof content === 'string') for (const part of partsOf(content, PART)) await written(file, part);
      else await written(file, content);
      await synced(file);
    } finally {
      closeSync(file);
    }
    failpoint('file.before-rename');
    await files.rename(draft, path);
    failpoint('file.after-rename');
  } catch (error) {
    await files.unlink(draft).catch(() => undefined);
    throw error;
  }
  await syncFolder(dirname(path));
}

type UnderWay = { sync: Promise<void>; next: Promise<void> | undefined };

/** Sessions that start together lie in one folder, and so do prompts that are written together: they share its sync. */
const underWay = new Map<string, UnderWay>();

/**
 * Makes the names in a folder durable: a rename is forgotten by a power failure until this is done. A sync that begins after
 * the call is as good for all who ask for it as one for each.
 */
export function syncFolder(path: string): Promise<void> {
  const before = underWay.get(path);
  if (!before) return beginSync(path);
  // One that has begun may have missed what was made since.
  before.next ??= before.sync.then(
    () => beginSync(path),
    () => beginSync(path),
  );
  return before.next;
}

function beginSync(path: string): Promise<void> {
  const sync = syncNow(path).finally(() => {
    if (underWay.get(path)?.sync === sync) underWay.delete(path);
  });
  underWay.set(path, { sync, next: undefined });
  return sync;
}

async function syncNow(path: string): Promise<void> {
  const folder = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await synced(folder);
  } finally {
    closeSync(folder);
  }
}

/**
 * Makes a folder, and those above it that are missing, for this user only. One that is there already is
 * closed to others, unless it is somebody else's or others could have written to it: then what lies in it
 * cannot be trusted, and that is for a person to look at.
 */
export async function privateFolder(path: string): Promise<void> {
  if (isPrivate(path)) return;
  const made = await files.mkdir(path, { recursive: true, mode: PRIVATE_FOLDER });
  if (made !== undefined) {
    await syncFolder(dirname(made));
    return;
  }
  const folder = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    const { uid, mode } = fstatSync(folder);
    if (uid !== process.getuid?.()) throw unsafe(path, 'belongs to another user', 'Choose a directory of your own.');
    if (mode & 0o022) throw unsafe(path, 'is writable by other users', `Check what is in it, then: chmod 700 ${path}`);
    if (mode & 0o077) fchmodSync(folder, PRIVATE_FOLDER);
  } finally {
    closeSync(folder);
  }
}

/** It mostly is. */
function isPrivate(path: string): boolean {
  try {
    const about = statSync(path, { throwIfNoEntry: false });
    return about?.isDirectory() === true && about.uid === process.getuid?.() && (about.mode & 0o077) === 0;
  } catch {
    return false;
  }
}

function unsafe(path: string, why: string, hint: string): MusterError {
  return new MusterError('home-unsafe', `the folder ${path} ${why}`, hint);
}

/**
 * The real path, every symbolic link on the way resolved, of something that is or will be inside root;
 * throws `path-refused` when it leads out. Use the path that comes back, not the one that went in.
 */
export async function confine(path: string, root: string): Promise<string> {
  if (path.includes('\0')) throw refused(path.replaceAll('\0', '\\0'), root, 'it contains a NUL character');
  const home = await files.realpath(root);
  const real = await realAsFarAsItGoes(resolve(home, path), root);
  const inside = relative(home, real);
  if (inside === '..' || inside.startsWith(`..${sep}`)) throw refused(path, root, 'it leads outside');
  return real;
}

async function realAsFarAsItGoes(path: string, root: string): Promise<string> {
  try {
    return await files.realpath(path);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ELOOP') throw refused(path, root, 'its symbolic links are circular');
    if (code === 'ENOTDIR' || code === 'ENAMETOOLONG') throw refused(path, root, 'nothing can exist there');
    if (code !== 'ENOENT') throw error;
  }
  // Missing, or a link to something missing: the latter could come to lead anywhere, so it is no place to write to.
  const itself = await files.lstat(path).catch(() => undefined);
  if (itself) throw refused(path, root, 'it is a symbolic link to something that does not exist');
  const parent = dirname(path);
  return parent === path ? path : join(await realAsFarAsItGoes(parent, root), basename(path));
}

function refused(path: string, root: string, why: string): MusterError {
  return new MusterError('path-refused', `${path} is not a path inside ${root}: ${why}`, 'Give a path inside that directory.');
}

export type BoundedRead =
  | { kind: 'read'; bytes: Buffer }
  | { kind: 'absent' }
  | { kind: 'refused'; why: 'symbolic-link' | 'not-a-file' | 'too-large' };

/** Reads a regular file of at most `limit` bytes; follows no link, waits for no pipe, and stops at the limit even if the file grows. */
export async function readBounded(path: string, limit: number): Promise<BoundedRead> {
  let file: number;
  try {
    file = await opened(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    switch (codeOf(error)) {
      case 'ENOENT':
      case 'ENOTDIR':
        return { kind: 'absent' };
      case 'ELOOP':
        return { kind: 'refused', why: 'symbolic-link' };
      case 'ENXIO': // a socket
        return { kind: 'refused', why: 'not-a-file' };
      default:
        throw error;
    }
  }
  try {
    const about = fstatSync(file);
    if (!about.isFile()) return { kind: 'refused', why: 'not-a-file' };
    if (about.size > limit) return { kind: 'refused', why: 'too-large' };
    return await readUpTo(file, about.size, limit);
  } finally {
    closeSync(file);
  }
}

async function readUpTo(file: number, expected: number, limit: number): Promise<BoundedRead> {
  // One byte more than there should be, so that a file that grew meanwhile is noticed.
  let bytes = Buffer.allocUnsafe(expected + 1);
  let filled = 0;
  for (;;) {
    const { bytesRead } = await readInto(file, bytes, filled, bytes.length - filled, filled);
    if (bytesRead === 0) return { kind: 'read', bytes: bytes.subarray(0, filled) };
    filled += bytesRead;
    if (filled > limit) return { kind: 'refused', why: 'too-large' };
    if (filled === bytes.length) bytes = Buffer.concat([bytes], Math.min(bytes.length * 2, limit + 1));
  }
}

/** Lends a folder under `parent`, which is gone afterwards. Its name tells whose it was, should the process die meanwhile. */
export async function withFolder<Done>(parent: string, name: string, work: (folder: string) => Promise<Done>): Promise<Done> {
  await files.mkdir(parent, { recursive: true, mode: 0o700 });
  const folder = await files.mkdtemp(join(parent, `${name}-${process.pid}-`));
  try {
    return await work(folder);
  } finally {
    await files.rm(folder, { recursive: true, force: true });
  }
}

/** Whether there is anything at a path, a broken link included. */
export async function exists(path: string): Promise<boolean> {
  try {
    await files.lstat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return false;
    throw error;
  }
}

export function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** What the files below a folder come to; nothing when it is not there. */
export async function bytesIn(folder: string): Promise<number> {
  let sum = 0;
  try {
    for (const entry of await files.readdir(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) sum += (await files.stat(join(entry.parentPath, entry.name))).size;
    }
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  return sum;
}

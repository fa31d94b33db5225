// Files that must be there after the power fails, and paths that must not lead elsewhere: durable
// writes and appends, private folders, confinement to a root, reads that cannot run away.

import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, mkdtemp, open, readdir, realpath, rename, rm, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { MusterError } from '../contracts/errors.ts';
import { failpoint } from './failpoints.ts';

const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

/** Readers see the old content or the new, never a part of it; when this resolves, the new one survives a power failure. */
export async function writeDurably(path: string, content: string | Uint8Array, mode: number = PRIVATE_FILE): Promise<void> {
  // The dot keeps it out of globs and file watchers that look for finished files.
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
  try {
    await using file = await open(draft, 'wx', mode);
    await file.writeFile(content);
    await file.sync();
    failpoint('file.before-rename');
    await rename(draft, path);
    failpoint('file.after-rename');
  } catch (error) {
    await unlink(draft).catch(() => undefined);
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
  await using folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  await folder.sync();
}

/**
 * Makes a folder, and those above it that are missing, for this user only. One that is there already is
 * closed to others, unless it is somebody else's or others could have written to it: then what lies in it
 * cannot be trusted, and that is for a person to look at.
 */
export async function privateFolder(path: string): Promise<void> {
  const made = await mkdir(path, { recursive: true, mode: PRIVATE_FOLDER });
  if (made !== undefined) {
    await syncFolder(dirname(made));
    return;
  }
  await using folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY);
  const { uid, mode } = await folder.stat();
  if (uid !== process.getuid?.()) throw unsafe(path, 'belongs to another user', 'Choose a directory of your own.');
  if (mode & 0o022) throw unsafe(path, 'is writable by other users', `Check what is in it, then: chmod 700 ${path}`);
  if (mode & 0o077) await folder.chmod(PRIVATE_FOLDER);
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
  const home = await realpath(root);
  const real = await realAsFarAsItGoes(resolve(home, path), root);
  const inside = relative(home, real);
  if (inside === '..' || inside.startsWith(`..${sep}`)) throw refused(path, root, 'it leads outside');
  return real;
}

async function realAsFarAsItGoes(path: string, root: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ELOOP') throw refused(path, root, 'its symbolic links are circular');
    if (code === 'ENOTDIR' || code === 'ENAMETOOLONG') throw refused(path, root, 'nothing can exist there');
    if (code !== 'ENOENT') throw error;
  }
  // Missing, or a link to something missing: the latter could come to lead anywhere, so it is no place to write to.
  const itself = await lstat(path).catch(() => undefined);
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
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
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
  await using opened = file;
  const about = await opened.stat();
  if (!about.isFile()) return { kind: 'refused', why: 'not-a-file' };
  if (about.size > limit) return { kind: 'refused', why: 'too-large' };
  return await readUpTo(opened, about.size, limit);
}

async function readUpTo(file: FileHandle, expected: number, limit: number): Promise<BoundedRead> {
  // One byte more than there should be, so that a file that grew meanwhile is noticed.
  let bytes = Buffer.allocUnsafe(expected + 1);
  let filled = 0;
  for (;;) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, filled);
    if (bytesRead === 0) return { kind: 'read', bytes: bytes.subarray(0, filled) };
    filled += bytesRead;
    if (filled > limit) return { kind: 'refused', why: 'too-large' };
    if (filled === bytes.length) bytes = Buffer.concat([bytes], Math.min(bytes.length * 2, limit + 1));
  }
}

/** Lends a folder under `parent`, which is gone afterwards. Its name tells whose it was, should the process die meanwhile. */
export async function withFolder<Done>(parent: string, name: string, work: (folder: string) => Promise<Done>): Promise<Done> {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(parent, `${name}-${process.pid}-`));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether there is anything at a path, a broken link included. */
export async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
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
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) sum += (await stat(join(entry.parentPath, entry.name))).size;
    }
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  return sum;
}

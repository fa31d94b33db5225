// File operations that survive a power cut or an untrusted path: durable writes and appends, private folders, confinement to a
// root, bounded reads.

import {
  closeSync,
  constants,
  fchmodSync,
  promises as files,
  fstatSync,
  fsync,
  lstatSync,
  open,
  openSync,
  read,
  readSync,
  statSync,
  writeFile,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { getBuiltinModule } from 'node:process';
import { promisify } from 'node:util';
import { MusterError } from '../contracts/errors.ts';
import { failpoint } from './failpoints.ts';
import { makeFolders } from './folders/make-folders.ts';
import { partsOf } from './text/parts.ts';

// Uses file descriptors, because Node's FileHandles cost several times as much. What the kernel answers from memory is called
// synchronously, which is many times faster than a trip to the thread pool; what may wait for the disk is asynchronous.
const [opened, written, synced] = [promisify(open), promisify(writeFile), promisify(fsync)];
const readInto = promisify(read);
// Loaded lazily: a command that only submits a task needs neither, and each takes longer to load than the task takes to read.
const chance = () => getBuiltinModule('node:crypto');

const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

/** How much of a text is encoded at once; between the parts of a long text, other work gets its turn. */
const PART = 500_000;
/** So much is read or written in less time than another thread takes to be asked for it. */
const SMALL = 64 * 1024;

/** Atomic: readers see the old content or the new, never a part. Once it resolves, the new content survives a power cut. */
export async function writeDurably(path: string, content: string | Uint8Array, mode: number = PRIVATE_FILE): Promise<void> {
  // The leading dot hides the draft from globs and watchers that look for finished files; the rest of its name says whose it is if this
  // process is killed (folders/left-drafts.ts).
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}-${chance().randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = await opened(draft, 'wx', mode);
    try {
      if (content.length <= SMALL) writeFileSync(file, content);
      else if (typeof content === 'string') for (const part of partsOf(content, PART)) await written(file, part);
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
    throw named(error, path);
  }
  await syncFolder(dirname(path));
}

/** Errors about an open file do not say which file it is. */
function named(error: unknown, path: string): unknown {
  if (error instanceof Error && codeOf(error) !== undefined && !('path' in error)) error.message += ` '${path}'`;
  return error;
}

type UnderWay = { sync: Promise<void>; next: Promise<void> | undefined };

/** Files that are written together are often in the same folder (sessions that start, prompts): their writers share one sync of it. */
const underWay = new Map<string, UnderWay>();

/**
 * Makes the names in a folder durable: until then, a power cut undoes a rename. Concurrent callers share a sync that starts after
 * their calls.
 */
export function syncFolder(path: string): Promise<void> {
  const before = underWay.get(path);
  if (!before) return beginSync(path);
  // A sync that is already running may have missed the latest change.
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
  } catch (error) {
    throw named(error, path);
  } finally {
    closeSync(folder);
  }
}

/**
 * Creates a folder, and missing parents, for this user only. An existing folder is closed to others, unless it belongs to someone
 * else or others could write to it: then its contents cannot be trusted, and a person has to look at it.
 */
export async function privateFolder(path: string): Promise<void> {
  const made = await makePrivateFolder(path);
  if (made !== undefined) await syncFolder(dirname(made));
}

/** The same, but leaves it to the caller to sync the parent of the first folder that was created, which it returns. */
export async function makePrivateFolder(path: string): Promise<string | undefined> {
  if (isPrivate(path)) return undefined;
  const made = await makeFolders(path, PRIVATE_FOLDER);
  if (made !== undefined) return made;
  const folder = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    const { uid, mode } = fstatSync(folder);
    if (uid !== process.getuid?.()) throw unsafe(path, 'belongs to another user', 'Choose a directory of your own.');
    if (mode & 0o022) throw unsafe(path, 'is writable by other users', `Check what is in it, then: chmod 700 ${path}`);
    if (mode & 0o077) fchmodSync(folder, PRIVATE_FOLDER);
    return undefined;
  } finally {
    closeSync(folder);
  }
}

/** The common case. */
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
 * Resolves all symbolic links of a path that is, or will be, inside root; throws `path-refused` if it leads outside. Use the
 * returned path, not the original one.
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
  // The path is missing or a dangling link; a dangling link could later point anywhere, so it must not be written to.
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

/**
 * Reads a regular file of at most `limit` bytes. It follows no link, does not block on a pipe, and stops at the limit even if the
 * file grows.
 */
export async function readBounded(path: string, limit: number): Promise<BoundedRead> {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
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
  // One byte more than expected, to notice a file that grew meanwhile.
  let bytes = Buffer.allocUnsafe(expected + 1);
  let filled = 0;
  for (;;) {
    const into = [file, bytes, filled, bytes.length - filled, filled] as const;
    const bytesRead = bytes.length <= SMALL ? readSync(...into) : (await readInto(...into)).bytesRead;
    if (bytesRead === 0) return { kind: 'read', bytes: bytes.subarray(0, filled) };
    filled += bytesRead;
    if (filled > limit) return { kind: 'refused', why: 'too-large' };
    if (filled === bytes.length) bytes = Buffer.concat([bytes], Math.min(bytes.length * 2, limit + 1));
  }
}

/**
 * Creates a temporary folder under `parent` and removes it afterwards. The name says whose it was: if the process dies meanwhile, the folder
 * is cleared away like a draft.
 */
export async function withFolder<Done>(parent: string, name: string, work: (folder: string) => Promise<Done>): Promise<Done> {
  await makeFolders(parent, PRIVATE_FOLDER);
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
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR') return false;
    throw error;
  }
}

export function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** The total size of the files below a folder; 0 if it does not exist. What vanishes meanwhile, or may not be read, counts as nothing. */
export async function bytesIn(folder: string): Promise<number> {
  let sum = 0;
  for (const entry of (await files.readdir(folder, { withFileTypes: true }).catch(unreadable)) ?? []) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) sum += await bytesIn(path);
    else if (entry.isFile()) sum += (await files.stat(path).catch(unreadable))?.size ?? 0;
  }
  return sum;
}

function unreadable(error: unknown): undefined {
  if (!['ENOENT', 'ENOTDIR', 'EACCES'].includes(codeOf(error) ?? '')) throw error;
}

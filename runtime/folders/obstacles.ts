// What keeps a file or folder of a home from being used: another kind of thing lies in its place, it is a link that leads nowhere, or
// this user may not use it. Asked before work begins, because later each use would fail in its own words, and be tried again for minutes.

import { accessSync, closeSync, constants, lstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { MusterError } from '../../contracts/errors.ts';
import { codeOf } from '../files.ts';
import { rethrowShortage } from '../shortage.ts';
import { shellWord } from '../text/shell-word.ts';

/** A `lock` is a small SQLite file without data. A socket is made anew at each start, so only a folder is in its way. */
export type Needed = { path: string; as: 'folder' | 'file' | 'lock' | 'socket' };

const NAMES = { folder: 'a directory', file: 'a file', lock: 'a lock file', socket: 'a socket' } as const;

/** Throws for the first that cannot be used. What is missing will be made. */
export function refuseObstacles(needed: readonly Needed[]): void {
  for (const one of needed) {
    const obstacle = obstacleAt(one);
    if (obstacle) throw obstacle;
  }
}

export function obstacleAt({ path, as }: Needed): MusterError | undefined {
  let about: Stats | undefined;
  try {
    about = statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ELOOP') return leadsNowhere(path);
    if (code === 'EACCES') return refused(`${path} cannot be reached by this user`, 'Check the permissions of the directories above it.');
    return rethrowShortage(error);
  }
  if (!about) return isThere(path) ? leadsNowhere(path) : undefined;
  if (as === 'socket') return about.isDirectory() ? inTheWay(path, 'a directory', as) : undefined;
  if (as === 'folder' ? !about.isDirectory() : !about.isFile()) return inTheWay(path, kindOf(about), as);
  if (!isAllowed(path, as === 'folder' ? FOLDER : FILE)) return forbidden(path, as, about);
  return as === 'lock' && about.size > 0 && !isDatabase(path) ? noLock(path) : undefined;
}

const FILE = constants.R_OK | constants.W_OK;
const FOLDER = FILE | constants.X_OK;

function isAllowed(path: string, how: number): boolean {
  try {
    accessSync(path, how);
    return true;
  } catch (error) {
    rethrowShortage(error);
    // A disk that is read-only or full has errors of its own.
    return codeOf(error) !== 'EACCES';
  }
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    // Below a file nothing can be; that file is an obstacle of its own.
    if (codeOf(error) === 'ENOTDIR') return false;
    throw error;
  }
}

/** How each SQLite file begins. */
const HEAD = 'SQLite format 3\0';

function isDatabase(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(HEAD.length);
    readSync(file, head, 0, head.length, 0);
    return head.toString('latin1') === HEAD;
  } finally {
    closeSync(file);
  }
}

function kindOf(about: Stats): string {
  if (about.isDirectory()) return 'a directory';
  if (about.isFile()) return 'a file';
  return about.isSocket() ? 'a socket' : about.isFIFO() ? 'a pipe' : 'a device';
}

const refused = (message: string, hint: string): MusterError => new MusterError('io-failed', message, hint);

const inTheWay = (path: string, found: string, as: Needed['as']): MusterError =>
  refused(`${path} is ${found}, where Muster needs ${NAMES[as]}`, `Look at what is in it and move it away: ${aside(path)}`);

const leadsNowhere = (path: string): MusterError =>
  refused(`${path} is a link that leads nowhere`, `Bring back what it leads to, or move it away: ${aside(path)}`);

const noLock = (path: string): MusterError =>
  refused(`${path} is not a lock file`, `Muster keeps no data in it: move it away, and start again: ${aside(path)}`);

function forbidden(path: string, as: Needed['as'], { uid }: Stats): MusterError {
  const mine = uid === process.getuid?.();
  const hint = mine
    ? `chmod u+${as === 'folder' ? 'rwx' : 'rw'} ${shellWord(path)}`
    : 'Make it yours, or choose another home with MUSTER_HOME.';
  return refused(`${path} ${mine ? 'may not be read and written by you' : 'belongs to another user, and you may not use it'}`, hint);
}

const aside = (path: string): string => `mv ${shellWord(path)} ${shellWord(`${path}.old`)}`;

// Where a home's socket is. The path of a Unix socket is limited to about 104 bytes; a home with a longer path has its socket in a
// short private folder elsewhere, named by the home's hash and recorded in the home.

import { lstatSync, mkdirSync, readFileSync, realpathSync, rmdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getBuiltinModule } from 'node:process';
import { MusterError } from '../../contracts/errors.ts';
import { rethrowShortage } from '../shortage.ts';

/** macOS allows 104 bytes with the terminating zero, Linux 108. */
const LONGEST = 103;

const fits = (path: string): boolean => Buffer.byteLength(path) <= LONGEST;

/** For the listener: creates the short folder if it is needed. */
export function makeSocketPlace(home: string, name: string): string {
  const plain = join(home, name);
  if (fits(plain)) return plain;
  const folder = shortFolder(home, name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  refuseStrangers(folder);
  const place = join(folder, name);
  writeFileSync(record(home, name), `${place}\n`, { mode: 0o600 });
  return place;
}

/** For the client; undefined if no one has ever listened there. */
export function findSocketPlace(home: string, name: string): string | undefined {
  const plain = join(home, name);
  if (fits(plain)) return plain;
  let place: string;
  try {
    place = readFileSync(record(home, name), 'utf8').trim();
    refuseStrangers(place.slice(0, -name.length - 1));
  } catch (error) {
    if (error instanceof MusterError) throw error;
    return rethrowShortage(error);
  }
  return place;
}

/** For the listener after it closed the socket: removes the short folder if nothing else is in it. */
export function removeSocketPlace(home: string, name: string): void {
  if (fits(join(home, name))) return;
  try {
    rmdirSync(shortFolder(home, name));
  } catch {
    // Another socket of the same home is still there.
  }
}

/** A file beside the socket's usual place that says where it is. */
const record = (home: string, name: string): string => join(home, `${name}.place`);

function shortFolder(home: string, name: string): string {
  // Loaded lazily: every command that asks the daemon comes through here.
  const { createHash } = getBuiltinModule('node:crypto');
  const mark = createHash('sha256').update(realpathSync(home)).digest('hex').slice(0, 16);
  const leaf = `muster-${process.getuid?.() ?? 0}-${mark}`;
  // XDG_RUNTIME_DIR comes second: it is emptied when its user logs out, and hosts outlive that.
  const bases = [tmpdir(), process.env.XDG_RUNTIME_DIR, '/tmp'];
  const base = bases.find((candidate) => candidate && fits(join(candidate, leaf, name)) && isFolder(candidate));
  return join(base ?? '/tmp', leaf);
}

function isFolder(path: string): boolean {
  try {
    return lstatSync(path).isDirectory() || path === '/tmp'; // /tmp is a link on macOS.
  } catch {
    return false;
  }
}

/** In a folder that everyone can write to, another user may have created it first. */
function refuseStrangers(folder: string): void {
  const stat = lstatSync(folder);
  if (stat.isDirectory() && stat.uid === process.getuid?.() && (stat.mode & 0o077) === 0) return;
  throw new MusterError(
    'home-unsafe',
    `${folder} is not a private directory of this user`,
    `Remove it, or give MUSTER_HOME a path short enough for a socket (${LONGEST} bytes).`,
  );
}

// What a worker mounted in its workplace and left there. Looking through the workplace or removing it would go on behind the mount:
// into another folder of this machine, or of another one. So it is unmounted first.

import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import { codeOf } from '../../files.ts';
import { runProgram } from '../../processes/run-program.ts';

const MOUNTS = '/proc/self/mountinfo';
/** Mounts may lie upon each other. */
const LAYERS_AT_MOST = 100;
/** In milliseconds. */
const TAKES_AT_MOST = 10_000;

/** Throws if something stays mounted; nobody may remove the folder then. Returns the places, relative to the folder. */
export async function unmountLeft(folder: string): Promise<string[]> {
  const places = new Set<string>();
  for (let round = 0; ; round++) {
    const left = mountsIn(folder);
    if (left === undefined) return [...places];
    for (const place of left.places) places.add(relative(left.folder, place) || '.');
    const failure = await unmount(left.places[0]);
    if (failure !== undefined || round === LAYERS_AT_MOST) throw stillMounted(left.places[0], folder, failure);
  }
}

type Mounted = { folder: string; places: readonly [string, ...string[]] };

/** The folder itself and everything below it, outermost first. */
export function mountsIn(folder: string): Mounted | undefined {
  const candidates = mountTable()?.filter((place) => `${place}${sep}`.includes(`${sep}${basename(folder)}${sep}`)) ?? [];
  const real = candidates.length === 0 ? undefined : realFolder(folder, candidates);
  if (real === undefined) return undefined;
  const [first, ...others] = candidates
    .filter((place) => place === real || place.startsWith(`${real}${sep}`))
    .sort((a, b) => a.length - b.length);
  return first === undefined ? undefined : { folder: real, places: [first, ...others] };
}

/** Undefined where there is no such table: then nothing is known. */
function mountTable(): string[] | undefined {
  try {
    const lines = readFileSync(MOUNTS, 'latin1').split('\n');
    return lines.flatMap((line) => line.split(' ', 5)[4] ?? []).map(unescaped);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** The kernel writes spaces, line ends and backslashes as octal numbers; other bytes as they are. */
function unescaped(place: string): string {
  const bytes = place.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** A link is not followed: what it leads to is not ours. A mount is not touched: its file system may never answer. */
function realFolder(folder: string, mounts: readonly string[]): string | undefined {
  try {
    const real = join(realpathSync(dirname(folder)), basename(folder));
    return !mounts.includes(real) && lstatSync(real).isSymbolicLink() ? undefined : real;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Made private first: else what is unmounted below a copy of the whole machine would be unmounted from the machine, too. Detached at
 * once, even if a process still uses it. Returns what the programs said if none of them could.
 */
async function unmount(place: string): Promise<string | undefined> {
  await ran('mount', '--make-rprivate', place);
  const said = await ran('umount', '--lazy', '--no-canonicalize', place);
  if (said === undefined) return undefined;
  // A user without rights may have mounted through FUSE.
  for (const program of ['fusermount3', 'fusermount']) if ((await ran(program, '-u', '-z', place)) === undefined) return undefined;
  return said;
}

async function ran(program: string, ...args: string[]): Promise<string | undefined> {
  const { ending, stderr } = await runProgram(program, args, { env: { PATH: process.env.PATH }, maxBytes: 65_536, atMost: TAKES_AT_MOST });
  if (ending.kind === 'not-started') return ending.cause.message;
  return ending.code === 0 ? undefined : stderr.trim() || `${program} ended with ${ending.code}`;
}

function stillMounted(place: string, folder: string, why = 'more is mounted there each time'): MusterError {
  return new MusterError(
    'io-failed',
    `${place} is mounted inside ${folder} and cannot be unmounted: ${why}. Nothing in that folder was examined or removed, because that would reach what is behind the mount`,
    `Unmount it: umount ${place}`,
  );
}

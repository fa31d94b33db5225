// Files in an inbox that may be tasks. A file is ready when nothing about it has changed for a while, which
// may include the time before it was moved here; unfinished files of editors and downloads are skipped.

import type { Stats } from 'node:fs';
import { lstat, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Millis } from '../../contracts/time.ts';
import { codeOf } from '../../runtime/files.ts';
import { isText, shownName } from './names.ts';

export const CLAIMED = '.claimed';
export const ACCEPTED = 'accepted';
export const REJECTED = 'rejected';

export type Candidate = {
  /** The name that people see. */
  name: string;
  /** Whether the name is valid text, so that it equals the file's name. */
  isText: boolean;
  /** The name as it is on the disk. */
  bytes: Buffer;
  /** Bytes if the name is not valid text. */
  path: string | Buffer;
  /** The path as it appears in the kernel's links, read as text. */
  linked: string;
  /** Identifies the file and its state. */
  key: string;
  /** How long it must be seen unchanged. */
  settles: Millis;
  kind: 'file' | 'link' | 'folder' | 'other';
};

const OURS: ReadonlySet<string> = new Set([CLAIMED, ACCEPTED, REJECTED]);
const UNFINISHED = /^\.|~$|^#.*#$|^4913$|\.(tmp|part|partial|swp|swx|crdownload|download|lock)$|\.error\.txt$/i;

/** `onTrouble` is called for a file that cannot be looked at; the others are still found. */
export async function candidatesIn(folder: string, onTrouble: (name: string, error: unknown) => void): Promise<Candidate[]> {
  const names = (await readdir(folder, { encoding: 'buffer' }))
    .map((bytes) => ({ bytes, name: shownName(bytes) }))
    .filter(({ name }) => !OURS.has(name) && !UNFINISHED.test(name));
  // Usually the inbox is empty, and every file system call wakes a sleeping daemon.
  if (names.length === 0) return [];
  const real = await realpath(folder);
  const seen = await Promise.all(
    names.map(async ({ bytes, name }) => {
      try {
        return await candidateAt(folder, real, bytes, name);
      } catch (error) {
        onTrouble(name, error);
        return undefined;
      }
    }),
  );
  return seen.filter((it) => it !== undefined);
}

async function candidateAt(folder: string, real: string, bytes: Buffer, name: string): Promise<Candidate | undefined> {
  const text = isText(bytes);
  const path = text ? join(folder, name) : Buffer.concat([Buffer.from(`${folder}/`), bytes]);
  try {
    const stat = await lstat(path);
    const linked = join(real, bytes.toString('utf8'));
    return {
      name,
      isText: text,
      bytes,
      path,
      linked,
      key: `${signatureOf(stat)} ${linked}`,
      settles: settlesIn(stat),
      kind: kindOf(stat),
    };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

export const signatureOf = (stat: Stats): string => `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeMs}`;

/** How long a file must be unchanged before it is taken. */
export const SETTLE: Millis = 100;
/** The same for a file that seems to have been moved here. */
const SETTLE_MOVED: Millis = 25;

/**
 * Every write sets both times, and a rename only ctime: a file that was renamed so long after its last write has been unchanged for that
 * long already, by one and the same clock.
 */
export function settlesIn({ mtimeMs, ctimeMs }: Pick<Stats, 'mtimeMs' | 'ctimeMs'>): Millis {
  if (ctimeMs - mtimeMs >= SETTLE) return 0;
  return ctimeMs > mtimeMs ? SETTLE_MOVED : SETTLE;
}

function kindOf(stat: Stats): Candidate['kind'] {
  if (stat.isSymbolicLink()) return 'link';
  if (stat.isDirectory()) return 'folder';
  return stat.isFile() ? 'file' : 'other';
}

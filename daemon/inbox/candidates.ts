// Files in an inbox that may be meant for us. A file is ready when nothing about it changed
// between two looks; editors' and downloaders' unfinished files are passed over.

import type { Stats } from 'node:fs';
import { lstat, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../../runtime/files.ts';
import { isText, shownName } from './names.ts';

export const CLAIMED = '.claimed';
export const ACCEPTED = 'accepted';
export const REJECTED = 'rejected';

export type Candidate = {
  /** As people are told of it. */
  name: string;
  /** Whether that is also what the file is called. */
  isText: boolean;
  /** Bytes where its name is no text. */
  path: string | Buffer;
  /** As the kernel's links have it, read as text. */
  linked: string;
  signature: string;
  kind: 'file' | 'link' | 'folder' | 'other';
};

const OURS: ReadonlySet<string> = new Set([CLAIMED, ACCEPTED, REJECTED]);
const UNFINISHED = /^\.|~$|^#.*#$|^4913$|\.(tmp|part|partial|swp|swx|crdownload|download|lock)$|\.error\.txt$/i;

/** `onTrouble` is called for a file that cannot be looked at; the others are still found. */
export async function candidatesIn(folder: string, onTrouble: (name: string, error: unknown) => void): Promise<Candidate[]> {
  const real = await realpath(folder);
  const seen = await Promise.all(
    (await readdir(folder, { encoding: 'buffer' })).map(async (bytes) => {
      const name = shownName(bytes);
      if (OURS.has(name) || UNFINISHED.test(name)) return undefined;
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
    return { name, isText: text, path, linked: join(real, bytes.toString('utf8')), signature: signatureOf(stat), kind: kindOf(stat) };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

export const signatureOf = (stat: Stats): string => `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeMs}`;

function kindOf(stat: Stats): Candidate['kind'] {
  if (stat.isSymbolicLink()) return 'link';
  if (stat.isDirectory()) return 'folder';
  return stat.isFile() ? 'file' : 'other';
}

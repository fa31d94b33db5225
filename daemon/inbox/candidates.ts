// What lies in an inbox and may be meant for us. A file is ready when nothing about it changed
// between two looks; editors' and downloaders' unfinished files are passed over.

import type { Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../../runtime/files.ts';

export const CLAIMED = '.claimed';
export const ACCEPTED = 'accepted';
export const REJECTED = 'rejected';

export type Candidate = { name: string; path: string; signature: string; kind: 'file' | 'link' | 'folder' | 'other' };

const OURS: ReadonlySet<string> = new Set([CLAIMED, ACCEPTED, REJECTED]);
const UNFINISHED = /^\.|~$|^#.*#$|^4913$|\.(tmp|part|partial|swp|swx|crdownload|download|lock)$|\.error\.txt$/i;

export async function candidatesIn(folder: string): Promise<Candidate[]> {
  const names = (await readdir(folder)).filter((name) => !OURS.has(name) && !UNFINISHED.test(name));
  const seen = await Promise.all(names.map((name) => candidateAt(join(folder, name), name)));
  return seen.filter((it) => it !== undefined);
}

async function candidateAt(path: string, name: string): Promise<Candidate | undefined> {
  try {
    const stat = await lstat(path);
    return { name, path, signature: signatureOf(stat), kind: kindOf(stat) };
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

// Files that were not accepted: they are in `rejected/` of an inbox, each with a file that says why.

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readBounded } from '../../runtime/files.ts';
import { oneLine } from '../../skills/wording/plain-text.ts';
import { REJECTED } from './candidates.ts';

export type RejectedDrop = { name: string; path: string; why: string; at: string };

const SUFFIX = '.error.txt';
const READ = 64 * 1024;

/** Newest first, including those whose explanation is missing or unreadable. */
export async function rejectedIn(inboxes: readonly string[]): Promise<RejectedDrop[]> {
  const all = await Promise.all(inboxes.map((it) => inFolder(join(it, REJECTED))));
  return all.flat().sort((a, b) => b.at.localeCompare(a.at));
}

async function inFolder(folder: string): Promise<RejectedDrop[]> {
  const names = await readdir(folder).catch(() => []);
  const drops: RejectedDrop[] = [];
  for (const name of names.filter((it) => !it.endsWith(SUFFIX))) {
    const path = join(folder, name);
    // The file may be removed between two looks.
    const told = await stat(`${path}${SUFFIX}`).catch(() => stat(path).catch(() => undefined));
    if (told) drops.push({ name, path, why: await whyOf(`${path}${SUFFIX}`), at: new Date(told.mtimeMs).toISOString() });
  }
  return drops;
}

/** The file has three paragraphs: what was not accepted, why, and what to do. */
async function whyOf(path: string): Promise<string> {
  const read = await readBounded(path, READ).catch(() => undefined);
  if (read?.kind !== 'read') return `see ${path}`;
  return oneLine(read.bytes.toString('utf8').split('\n\n').slice(1, 2).join(' ').split('\n').join('; '));
}

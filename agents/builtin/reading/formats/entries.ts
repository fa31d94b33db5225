// Asks git for a path under the spellings that tools try; for re-checks, which must not rely on the list of files.

import type { Repository } from '../../rule.ts';
import { linesOf } from './lines.ts';

/** The first spelling for which git has an entry. */
export async function spelled(
  repo: Repository,
  path: string,
  endings: readonly string[],
): Promise<{ path: string; type: string } | undefined> {
  for (const ending of endings) {
    const entry = await repo.entry(path + ending);
    if (entry) return { path: path + ending, type: entry.type };
  }
  return undefined;
}

/** How history explains that a path does not exist. */
export async function lastSeen(repo: Repository, path: string): Promise<string> {
  const gone = await repo.departure(path);
  if (!gone) return 'history never had it';
  return `commit ${gone.commit.slice(0, 10)} ${gone.renamedTo === undefined ? 'removed it' : `renamed it to ${gone.renamedTo}`}`;
}

/** The line of a place, read again from the tree. */
export async function lineOf(repo: Repository, place: { path: string; line?: number | undefined }): Promise<string> {
  const text = await repo.text(place.path);
  return text === undefined || place.line === undefined ? '' : linesOf(text).text(place.line);
}

export const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

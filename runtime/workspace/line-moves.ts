// How lines of one commit map to lines of another: renames and hunks, as reported by git.

import { hunksBetween, namesBetween } from './changes.ts';
import type { Hunk } from './git/hunks.ts';

export type LineMoves = {
  /** Old path → new path. */
  renames: ReadonlyMap<string, string>;
  /** By new path; a file without hunks has unchanged lines. */
  hunks: ReadonlyMap<string, readonly Hunk[]>;
};

export async function lineMovesBetween(gitDir: string, from: string, to: string, signal?: AbortSignal): Promise<LineMoves> {
  if (from === to) return { renames: new Map(), hunks: new Map() };
  const { renames } = await namesBetween(gitDir, from, to, signal);
  return { renames, hunks: await hunksBetween(gitDir, from, to, signal) };
}

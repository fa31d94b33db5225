// A map from a repository: from what was read for the nearest earlier one where there is a shelf with any, else from nothing. Both
// give the same map.

import type { RepositoryMap } from '../../../contracts/run/report.ts';
import { churnOf } from '../../../runtime/workspace/churn.ts';
import type { Kept } from './kept.ts';
import { mapFrom } from './map.ts';
import { readTree } from './read-tree.ts';
import { nearest, shelve } from './shelf.ts';

export type Asked = {
  gitDir: string;
  commit: string;
  scope: readonly string[];
  /** Where what was read is kept, and by which version of this program. */
  shelf?: { folder: string; maker: string };
  /** With each step, however small: it goes on. */
  goesOn?: () => void;
};

export type Made = {
  map: RepositoryMap;
  /** So many files were read. */
  read: number;
  /** For the next one. */
  keep(): Promise<void>;
};

export async function makeMap({ gitDir, commit, scope, shelf, goesOn }: Asked): Promise<Made> {
  const head = { maker: shelf?.maker ?? '', commit, scope: JSON.stringify(scope) };
  const place = shelf && { shelf: shelf.folder, gitDir };
  // What is kept is a help: where it cannot be read, everything is made without it.
  const earlier = place && (await nearest(place, head).catch(() => undefined));
  const [{ files, read, ...facts }, churn] = await Promise.all([
    readTree({ gitDir, commit, scope, goesOn }, earlier),
    churnOf(gitDir, commit, earlier?.churn, { heard: goesOn }),
  ]);
  const kept: Kept = { ...facts, churn };
  return { map: mapFrom(files, churn), read, keep: async () => place && shelve(place, head, kept) };
}

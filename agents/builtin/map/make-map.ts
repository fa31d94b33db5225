// Makes the map of a repository, starting from the cache of the nearest earlier one if there is any. The result is the same without
// it.

import type { RepositoryMap } from '../../../contracts/run/report.ts';
import { churnOf } from '../../../runtime/workspace/churn.ts';
import { nearestCache, storeCache } from './cache-folder.ts';
import { mapFrom } from './map.ts';
import type { MapCache } from './map-cache.ts';
import { readTree } from './read-tree.ts';

export type MapRequest = {
  gitDir: string;
  commit: string;
  scope: readonly string[];
  /** Where the cache is, and the version of this program. */
  shelf?: { folder: string; maker: string };
  /** Called with each step, however small, as a sign of progress. */
  goesOn?: () => void;
};

export type MadeMap = {
  map: RepositoryMap;
  /** The number of files that were read. */
  read: number;
  /** Writes the cache for the next map. */
  keep(): Promise<void>;
};

export async function makeMap({ gitDir, commit, scope, shelf, goesOn }: MapRequest): Promise<MadeMap> {
  const head = { maker: shelf?.maker ?? '', commit, scope: JSON.stringify(scope) };
  const place = shelf && { shelf: shelf.folder, gitDir };
  // The cache only helps: if it cannot be read, everything is made without it.
  const earlier = place && (await nearestCache(place, head).catch(() => undefined));
  const [{ files, read, ...facts }, churn] = await Promise.all([
    readTree({ gitDir, commit, scope, goesOn }, earlier),
    churnOf(gitDir, commit, earlier?.churn, { heard: goesOn }),
  ]);
  const kept: MapCache = { ...facts, churn };
  return { map: mapFrom(files, churn), read, keep: async () => place && storeCache(place, head, kept) };
}

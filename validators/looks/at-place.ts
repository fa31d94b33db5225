// Whether a worker looked at the files of a finding, from its receipt.

import type { LookAtPlace } from '../../contracts/findings/finding.ts';
import type { Receipt } from '../../contracts/work/receipt.ts';
import { placesIn, type Range } from './places.ts';
import type { ScopeFiles } from './receipt.ts';

/** `own`: the files of the place itself, of all that are shown; `all`: each of them is a place of its own. */
export type OwnPlace = { own?: readonly string[] | undefined; all?: boolean | undefined };

/**
 * What is shown besides a place is no look at the place, and one of many places is a claim to have looked at the others. If a finding names
 * no file, any look at the scope counts. A receipt lists only files of the scope, so for a place outside of it nothing can show a look: one
 * at what else the finding shows, or at the scope if that is outside of it as well, is claimed.
 */
export function lookAt(
  paths: readonly string[],
  receipt: Receipt,
  { files }: Pick<ScopeFiles, 'files'>,
  { own = paths, all = false }: OwnPlace = {},
): LookAtPlace {
  const { by, opened, searched, shown = '', searchSeen } = receipt;
  if (by === 'program') return 'shown';
  const listed = (some: readonly string[]): number[] => some.map((it) => indexOf(files, it)).filter((it) => it !== -1);
  const place = listed(own);
  const at = place.length > 0 ? place : listed(paths);
  const has = (texts: readonly string[], every: boolean): boolean => {
    const ranges = placesIn(texts.join(','), receipt.files);
    if (at.length === 0) return ranges.length > 0;
    return every ? at.every((it) => isIn(ranges, it)) : at.some((it) => isIn(ranges, it));
  };
  const seen = [by === 'witnessed' ? opened : shown, ...(searchSeen ? [searched] : [])];
  const isAtPlace = place.length > 0 || paths.length === 0;
  if (has(seen, all) && isAtPlace) return 'shown';
  return has([...seen, opened], false) ? 'claimed' : 'none';
}

const isIn = (ranges: readonly Range[], at: number): boolean => ranges.some(([from, to]) => at >= from && at <= to);

/** -1 if the sorted list does not have it. */
function indexOf(files: readonly string[], path: string): number {
  let from = 0;
  let to = files.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((files[middle] ?? '') < path) from = middle + 1;
    else to = middle;
  }
  return files[from] === path ? from : -1;
}

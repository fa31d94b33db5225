// Whether a worker looked at the files of a finding, from its receipt.

import type { LookAtPlace } from '../../contracts/findings/finding.ts';
import type { Receipt } from '../../contracts/work/receipt.ts';
import { placesIn, type Range } from './places.ts';
import type { ScopeFiles } from './receipt.ts';

/**
 * One file is enough. If a finding names none, any look at the scope counts. A receipt lists only files of the scope, so for a finding that
 * names only others, nothing can show a look at its place: one at the scope is claimed.
 */
export function lookAt(paths: readonly string[], receipt: Receipt, { files }: Pick<ScopeFiles, 'files'>): LookAtPlace {
  const { by, opened, searched, shown = '', searchSeen } = receipt;
  if (by === 'program') return 'shown';
  const at = paths.map((it) => indexOf(files, it)).filter((it) => it !== -1);
  const anywhere = at.length === 0;
  const has = (text: string): boolean => {
    const ranges = placesIn(text, receipt.files);
    return anywhere ? ranges.length > 0 : at.some((it) => isIn(ranges, it));
  };
  if (has(by === 'witnessed' ? opened : shown) || (searchSeen && has(searched))) return anywhere && paths.length > 0 ? 'claimed' : 'shown';
  return has(opened) ? 'claimed' : 'none';
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

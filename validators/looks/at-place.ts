// Whether a worker looked at the files of a finding, from its receipt.

import type { LookAtPlace } from '../../contracts/findings/finding.ts';
import type { Receipt } from '../../contracts/work/receipt.ts';
import { placesIn, type Range } from './places.ts';
import type { ScopeFiles } from './receipt.ts';

/** One file is enough. If a finding names none, or one that the scope does not list, any look at the scope counts. */
export function lookAt(paths: readonly string[], receipt: Receipt, { files }: Pick<ScopeFiles, 'files'>): LookAtPlace {
  const { by, opened, searched, shown = '', searchSeen } = receipt;
  if (by === 'program') return 'shown';
  const at = paths.map((it) => indexOf(files, it));
  const anywhere = at.length === 0 || at.includes(-1);
  const has = (text: string): boolean => {
    const ranges = placesIn(text, receipt.files);
    return anywhere ? ranges.length > 0 : at.some((it) => isIn(ranges, it));
  };
  if (has(by === 'witnessed' ? opened : shown) || (searchSeen && has(searched))) return 'shown';
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

// Scores what was reported, by what each claim really is.

import type { Raised } from './raise.ts';

export type Score = {
  /** Reported groups that are all about one real fault, and others. */
  right: number;
  wrong: number;
  /** Different faults that a reader learns of. */
  found: number;
  /** Reported although none, or not all, of the quoted text exists. */
  invented: number;
  half: number;
};

export function score(groups: readonly (readonly Raised[])[]): Score {
  const sum: Score = { right: 0, wrong: 0, found: 0, invented: 0, half: 0 };
  const found = new Set<string>();
  for (const group of groups) {
    const keys = new Set(group.map(({ claim }) => claim.truth.key));
    const inventions = group.map(({ claim }) => claim.truth.invented);
    const [only] = keys;
    if (keys.size === 1 && only !== undefined && group.every(({ claim }) => claim.truth.spot?.faulty === true)) {
      sum.right++;
      found.add(only);
    } else sum.wrong++;
    if (inventions.every((it) => it !== undefined && it !== 'half')) sum.invented++;
    else if (inventions.some((it) => it !== undefined)) sum.half++;
  }
  return { ...sum, found: found.size };
}

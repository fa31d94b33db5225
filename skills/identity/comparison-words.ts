// Compares the findings of a review with those of earlier reviews of the branch: sorted, and as a sentence with counts.

import type { FindingChange } from '../../contracts/findings/tracked.ts';
import { listedIn, type Say } from '../report-writer/language/english.ts';

export type SortedChanges = Record<'fresh' | 'open' | 'fixed' | 'back', FindingChange[]>;

/** Dismissed and refuted findings are in no group, and neither are open ones that were there before the change under review. */
export function sortChanges(traces: readonly FindingChange[]): SortedChanges {
  const open = traces.filter((it) => it.tracked.standing === 'open' && it.tracked.state !== 'pre-existing');
  return {
    fresh: open.filter((it) => it.change === 'first-seen'),
    open: open.filter((it) => it.change === 'seen' || it.change === 'still-there'),
    fixed: traces.filter((it) => it.change === 'fixed'),
    back: open.filter((it) => it.change === 'came-back'),
  };
}

/** `1 new, 3 still open, 2 fixed and 1 came back`; groups without findings are left out, unless all are empty. */
export function changeWords(traces: readonly FindingChange[], say: Say): string {
  const { fresh, open, fixed, back } = sortChanges(traces);
  const parts = (
    [
      ['{n} new', fresh],
      ['{n} still open', open],
      ['{n} fixed', fixed],
      ['{n} came back', back],
    ] as const
  ).flatMap(([words, of]) => (of.length > 0 ? [say(words, { n: of.length })] : []));
  return parts.length === 0 ? say('nothing new and nothing open') : listedIn(parts, say);
}

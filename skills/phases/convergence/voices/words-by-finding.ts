// Indexes the words of a convergence by finding and by seat. Each list of words is indexed once; the list of a round never changes.

import type { FindingVerdict } from '../../../../contracts/findings/convergence.ts';

type Sorted = {
  byFinding: ReadonlyMap<string, readonly FindingVerdict[]>;
  /** By the id that they name as the original, each with its position in the list. */
  duplicates: ReadonlyMap<string, readonly { at: number; word: FindingVerdict }[]>;
};

const sorted = new WeakMap<readonly FindingVerdict[], Sorted>();

export const wordsOn = (words: readonly FindingVerdict[], finding: string): readonly FindingVerdict[] =>
  sortedOut(words).byFinding.get(finding) ?? [];

/** A seat's words that a finding repeats one of these, in the order in which they were given, including those it has changed since. */
export function duplicatesOf(words: readonly FindingVerdict[], seat: string, originals: readonly string[]): FindingVerdict[] {
  const { duplicates } = sortedOut(words);
  if (duplicates.size === 0) return [];
  return originals
    .flatMap((id) => duplicates.get(id) ?? [])
    .filter(({ word }) => word.seat === seat)
    .toSorted((a, b) => a.at - b.at)
    .map(({ word }) => word);
}

/** An objection without a look at the place, by a line of another file: it stands against the finding, and does not refute it. */
export const FROM_ELSEWHERE = 'disagreed-from-elsewhere';

/** Of several words in one round, the last one counts. */
export const latest = (words: readonly FindingVerdict[]): FindingVerdict | undefined =>
  words.reduce<FindingVerdict | undefined>((last, word) => (last === undefined || word.round >= last.round ? word : last), undefined);

/** A word that the program entered for a seat that skipped the finding was not spoken. */
export const isSpoken = ({ note }: FindingVerdict): boolean => note !== 'no-answer';

function sortedOut(words: readonly FindingVerdict[]): Sorted {
  const known = sorted.get(words);
  if (known !== undefined) return known;
  const made: Sorted = {
    byFinding: Map.groupBy(words, ({ finding }) => finding),
    duplicates: Map.groupBy(
      words.map((word, at) => ({ at, word })).filter(({ word }) => word.verdict === 'DUPLICATE' && word.of !== undefined),
      ({ word }) => word.of ?? '',
    ),
  };
  sorted.set(words, made);
  return made;
}

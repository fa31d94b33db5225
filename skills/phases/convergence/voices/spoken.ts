// Indexes the words of a convergence by finding and by seat. Each list of words is indexed once; the list of a round never changes.

import type { Word } from '../../../../contracts/findings/convergence.ts';

type Sorted = {
  byFinding: ReadonlyMap<string, readonly Word[]>;
  /** By the id that they name as the original, each with its position in the list. */
  duplicates: ReadonlyMap<string, readonly { at: number; word: Word }[]>;
};

const sorted = new WeakMap<readonly Word[], Sorted>();

export const wordsOn = (words: readonly Word[], finding: string): readonly Word[] => sortedOut(words).byFinding.get(finding) ?? [];

/** A seat's words that a finding repeats one of these, in the order in which they were given, including those it has changed since. */
export function duplicatesOf(words: readonly Word[], seat: string, originals: readonly string[]): Word[] {
  const { duplicates } = sortedOut(words);
  if (duplicates.size === 0) return [];
  return originals
    .flatMap((id) => duplicates.get(id) ?? [])
    .filter(({ word }) => word.seat === seat)
    .toSorted((a, b) => a.at - b.at)
    .map(({ word }) => word);
}

/** Of several words in one round, the last one counts. */
export const latest = (words: readonly Word[]): Word | undefined =>
  words.reduce<Word | undefined>((last, word) => (last === undefined || word.round >= last.round ? word : last), undefined);

/** A word that the program entered for a seat that skipped the finding was not spoken. */
export const isSpoken = ({ note }: Word): boolean => note !== 'no-answer';

function sortedOut(words: readonly Word[]): Sorted {
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

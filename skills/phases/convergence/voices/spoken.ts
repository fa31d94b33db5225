// The words of a convergence, by finding and by seat. Each list of words is sorted out once; the list of
// a round never changes.

import type { Word } from '../../../../contracts/findings/convergence.ts';

type Sorted = { byFinding: ReadonlyMap<string, readonly Word[]>; duplicates: ReadonlyMap<string, readonly Word[]> };

const sorted = new WeakMap<readonly Word[], Sorted>();

export const wordsOn = (words: readonly Word[], finding: string): readonly Word[] => sortedOut(words).byFinding.get(finding) ?? [];

/** A seat's words that one finding repeats another, also those it has changed since. */
export const duplicatesBy = (words: readonly Word[], seat: string): readonly Word[] => sortedOut(words).duplicates.get(seat) ?? [];

/** Of several words in one round the last written counts. */
export const latest = (words: readonly Word[]): Word | undefined =>
  words.reduce<Word | undefined>((last, word) => (last === undefined || word.round >= last.round ? word : last), undefined);

/** What the program put down for a seat that left the finding out is not spoken. */
export const isSpoken = ({ note }: Word): boolean => note !== 'no-answer';

function sortedOut(words: readonly Word[]): Sorted {
  const known = sorted.get(words);
  if (known !== undefined) return known;
  const made: Sorted = {
    byFinding: Map.groupBy(words, ({ finding }) => finding),
    duplicates: Map.groupBy(
      words.filter(({ verdict }) => verdict === 'DUPLICATE'),
      ({ seat }) => seat,
    ),
  };
  sorted.set(words, made);
  return made;
}

// Whether two raised findings are the same thing: they point at the same lines, and they say the same.

import type { RaisedFinding } from '../../../../contracts/findings/finding.ts';
import { evidenceOf, markOf, near, type Place, placeOf } from './places.ts';
import { alike as alikeInWords, type Reading, readingOf } from './similarity.ts';

/** A raised finding, read once, so that it can be compared many times. */
export type Prepared = { raised: RaisedFinding; places: readonly Place[]; marks: readonly string[]; reading: () => Reading };

export function prepare(raised: RaisedFinding): Prepared {
  const standing = evidenceOf(raised).filter(({ check }) => check?.outcome !== 'absent');
  return {
    raised,
    places: standing.map(placeOf).filter((it) => it !== undefined),
    marks: standing.map(({ evidence }) => markOf(evidence)).filter((it) => it !== undefined),
    // Most findings stand alone in their place and are never read.
    reading: once(() =>
      readingOf({
        title: raised.finding.title,
        claim: raised.finding.claim,
        quotes: standing.map(({ evidence }) => evidence.quote ?? '').filter((quote) => quote !== ''),
      }),
    ),
  };
}

export const alike = (a: Prepared, b: Prepared): boolean => overlap(a, b) && alikeInWords(a.reading(), b.reading());

const overlap = (a: Prepared, b: Prepared): boolean =>
  a.places.some((one) => b.places.some((other) => near(one, other))) || a.marks.some((mark) => b.marks.includes(mark));

function once<T>(make: () => T): () => T {
  let made: { it: T } | undefined;
  return () => {
    made ??= { it: make() };
    return made.it;
  };
}

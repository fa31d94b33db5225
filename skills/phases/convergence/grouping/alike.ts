// Whether two raised findings are the same: they point at the same lines and make the same claim. Two rules of one program never
// are: its author has kept them apart.

import type { RaisedFinding } from '../../../../contracts/findings/finding.ts';
import { type EvidencePlace, evidenceOf, markOf, near, overlapping, placeOf } from './places.ts';
import { ALIKE, type Reading, readingOf, similarity } from './similarity.ts';

/** A finding, prepared once so that it can be compared many times. */
export type Prepared = { raised: RaisedFinding; places: readonly EvidencePlace[]; marks: readonly string[]; reading: () => Reading };

export function prepare(raised: RaisedFinding): Prepared {
  const standing = evidenceOf(raised).filter(({ check }) => check?.outcome !== 'absent');
  const { title, claim, category } = raised.finding;
  return {
    raised,
    places: standing.map(placeOf).filter((it) => it !== undefined),
    marks: standing.map(({ evidence }) => markOf(evidence)).filter((it) => it !== undefined),
    // Computed lazily: most findings are alone at their place and never compared.
    reading: once(() =>
      readingOf({ title, claim, category, quotes: standing.map(({ evidence }) => evidence.quote ?? '').filter((quote) => quote !== '') }),
    ),
  };
}

export const alike = (a: Prepared, b: Prepared): boolean => likeness(a, b) !== undefined;

/** How certain it is that two findings are the same; undefined if they are not. */
export function likeness(a: Prepared, b: Prepared): number | undefined {
  const same = sameMark(a, b) || inOnePlace(a, b, overlapping);
  // Neighbouring lines may be one place as two workers name it. One worker that lists them separately means two.
  if (!same && (a.raised.dispatch === b.raised.dispatch || !inOnePlace(a, b, near))) return undefined;
  switch (rulesOf(a.raised, b.raised)) {
    case 'two rules':
      return undefined;
    case 'one rule':
      return same && plainTitle(a) === plainTitle(b) ? Number.POSITIVE_INFINITY : undefined;
    case 'no rules': {
      const score = similarity(a.reading(), b.reading(), !same);
      return score >= ALIKE ? score : undefined;
    }
  }
}

/** Findings that must not be in one group, whatever links them: a program or a worker listed them separately. */
export function mustStayApart(a: Prepared, b: Prepared): boolean {
  const oneSource = rulesOf(a.raised, b.raised) !== 'no rules' || a.raised.dispatch === b.raised.dispatch;
  return oneSource && !alike(a, b);
}

/** Whether one program found both, by two rules or by one. */
function rulesOf(a: RaisedFinding, b: RaisedFinding): 'two rules' | 'one rule' | 'no rules' {
  const [one, other] = [programOf(a), programOf(b)];
  if (one === undefined || one !== other) return 'no rules';
  return a.finding.category === b.finding.category ? 'one rule' : 'two rules';
}

/** All built-in analysers are one program. Any other seat that writes `family/rule` is a program of its own. */
function programOf({ seat, finding: { category } }: RaisedFinding): string | undefined {
  const family = /^([^/]+)\/./.exec(category)?.[1];
  if (family === undefined) return undefined;
  return BUILT_IN.has(family) ? 'built-in' : `${seat} ${family}`;
}

const BUILT_IN: ReadonlySet<string> = new Set(['links', 'deps', 'tests', 'secrets', 'slips']);

const plainTitle = ({ raised }: Prepared): string => raised.finding.title.toLowerCase().replace(/\s+/g, ' ').trim();

const sameMark = (a: Prepared, b: Prepared): boolean => a.marks.some((mark) => b.marks.includes(mark));

const inOnePlace = (a: Prepared, b: Prepared, relation: (one: EvidencePlace, other: EvidencePlace) => boolean): boolean =>
  a.places.some((one) => b.places.some((other) => relation(one, other)));

function once<T>(make: () => T): () => T {
  let made: { it: T } | undefined;
  return () => {
    made ??= { it: make() };
    return made.it;
  };
}

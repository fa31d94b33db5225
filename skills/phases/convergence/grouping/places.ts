// Where a piece of evidence points: the place the program found, if it looked, else the claimed one.
// Two places are near within three lines, which is how far reviewers miscount.

import type { Evidence, EvidenceCheck, NamedPlace, RaisedFinding, Side } from '../../../../contracts/findings/finding.ts';

export const NEAR = 3;

/** Lines are counted from 1; a place without a line is the whole file. */
export type Place = { side: Side; path: string; from: number; to: number };

export type CheckedEvidence = { evidence: Evidence; check: EvidenceCheck | undefined };

export const checkedEvidence = (it: { evidence: readonly Evidence[]; checks: readonly EvidenceCheck[] }): CheckedEvidence[] =>
  it.evidence.map((evidence, at) => ({ evidence, check: it.checks[at] }));

export const evidenceOf = ({ finding, checks }: RaisedFinding): CheckedEvidence[] =>
  checkedEvidence({ evidence: finding.evidence, checks });

/** Nothing, for a command, a search over many files, and evidence that is not where it was said to be. */
export function placeOf({ evidence, check }: CheckedEvidence): Place | undefined {
  if (check?.outcome === 'absent') return undefined;
  const path = plainPath(check?.path ?? evidence.path ?? searchedFile(evidence));
  if (path === undefined) return undefined;
  const side = check?.side ?? evidence.side ?? 'head';
  // A line whose text is not the quoted one is no place; where the program could not tell, nothing is.
  if (check?.outcome === 'uncheckable' && check.line === undefined && evidence.quote !== undefined) return undefined;
  const from = check?.line ?? evidence.line;
  if (from === undefined) return { side, path, from: 1, to: Number.POSITIVE_INFINITY };
  // Where a quote was found, that is all there is: no end that is claimed beside it.
  const quoted = check?.line !== undefined && evidence.quote !== undefined;
  return { side, path, from, to: Math.max(from, check?.endLine ?? (quoted ? from : from + claimedSpan(evidence))) };
}

/** With the place that the program found instead of the claimed one. */
export function asFound({ evidence, check }: CheckedEvidence): Evidence {
  if (check === undefined) return evidence;
  const { path, side, line, endLine } = check;
  // Where the program found the lines, the claimed ones go, the last of them too.
  const { endLine: _claimed, ...rest } = evidence;
  return {
    ...(line === undefined ? evidence : rest),
    ...(path === undefined ? {} : { path }),
    ...(side === undefined ? {} : { side }),
    ...(line === undefined ? {} : { line, ...(endLine === undefined ? {} : { endLine }) }),
  };
}

/** Where a piece of evidence says that it stands, without its span. */
export const namedPlace = ({ path, line }: Evidence): NamedPlace | undefined =>
  path === undefined ? undefined : { path: plainPath(path) ?? path, ...(line === undefined ? {} : { line }) };

export const near = (a: Place, b: Place): boolean => apart(a, b) <= NEAR;

/** At least one line belongs to both. */
export const overlapping = (a: Place, b: Place): boolean => apart(a, b) <= 0;

const apart = (a: Place, b: Place): number =>
  a.side === b.side && a.path === b.path ? Math.max(a.from, b.from) - Math.min(a.to, b.to) : Number.POSITIVE_INFINITY;

/** Two pieces of evidence that say one thing: the inner shows nothing that the outer has not shown. */
export function showsNoMore(inner: CheckedEvidence, outer: CheckedEvidence): boolean {
  const mark = markOf(inner.evidence);
  if (mark !== undefined) return mark === markOf(outer.evidence);
  const [a, b] = [placeOf(inner), placeOf(outer)];
  return a !== undefined && b !== undefined && a.side === b.side && a.path === b.path && a.from >= b.from && a.to <= b.to;
}

/** What evidence without a place can be recognised by: the same search, the same command. */
export function markOf({ path, searched, command }: Evidence): string | undefined {
  if (path !== undefined) return undefined;
  if (searched !== undefined) return `searched ${oneSpace(searched.pattern)} in ${plainPath(searched.scope)}`;
  return command === undefined ? undefined : `ran ${oneSpace(command)}`;
}

/** Lines after the first, by the numbers given or by the quote. */
function claimedSpan({ line, endLine, quote }: Evidence): number {
  if (line !== undefined && endLine !== undefined) return Math.max(0, endLine - line);
  return quote === undefined ? 0 : quote.trimEnd().split('\n').length - 1;
}

/** A search in one named file speaks of that file. */
const searchedFile = ({ searched }: Evidence): string | undefined =>
  searched === undefined || /[*?{}[\]]/.test(searched.scope) || searched.scope.endsWith('/') ? undefined : searched.scope;

const plainPath = (path: string | undefined): string | undefined => path?.replace(/^(\.\/)+/, '').replace(/\/+$/, '');

const oneSpace = (text: string): string => text.replace(/\s+/g, ' ').trim();

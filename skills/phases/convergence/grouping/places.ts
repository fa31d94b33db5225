// Where a piece of evidence points: the place that the program found, if it looked, otherwise the claimed one. Two places are near
// if they are within three lines, which is how far reviewers miscount.

import type { Evidence, EvidenceCheck, NamedPlace, RaisedFinding, Side } from '../../../../contracts/findings/finding.ts';

export const NEAR = 3;

/** Lines count from 1; a place without a line is the whole file. */
export type EvidencePlace = { side: Side; path: string; from: number; to: number };

export type CheckedEvidence = { evidence: Evidence; check: EvidenceCheck | undefined };

export const checkedEvidence = (it: { evidence: readonly Evidence[]; checks: readonly EvidenceCheck[] }): CheckedEvidence[] =>
  it.evidence.map((evidence, at) => ({ evidence, check: it.checks[at] }));

export const evidenceOf = ({ finding, checks }: RaisedFinding): CheckedEvidence[] =>
  checkedEvidence({ evidence: finding.evidence, checks });

/** Undefined for a command, a search over many files, and evidence that is not where it claims to be. */
export function placeOf({ evidence, check }: CheckedEvidence): EvidencePlace | undefined {
  if (check?.outcome === 'absent') return undefined;
  const path = plainPath(check?.path ?? evidence.path ?? searchedFile(evidence));
  if (path === undefined) return undefined;
  const side = check?.side ?? evidence.side ?? 'head';
  // A line whose text differs from the quote is no place, unless the program could not tell.
  if (check?.outcome === 'uncheckable' && check.line === undefined && evidence.quote !== undefined) return undefined;
  const from = check?.line ?? evidence.line;
  if (from === undefined) return { side, path, from: 1, to: Number.POSITIVE_INFINITY };
  // If the quote was found, its own lines count and not a claimed end.
  const quoted = check?.line !== undefined && evidence.quote !== undefined;
  return { side, path, from, to: Math.max(from, check?.endLine ?? (quoted ? from : from + claimedSpan(evidence))) };
}

/** The evidence with the place that the program found instead of the claimed one. */
export function asFound({ evidence, check }: CheckedEvidence): Evidence {
  if (check === undefined) return evidence;
  const { path, side, line, endLine } = check;
  // The claimed line numbers are replaced, including the last one.
  const { endLine: _claimed, ...rest } = evidence;
  return {
    ...(line === undefined ? evidence : rest),
    ...(path === undefined ? {} : { path }),
    ...(side === undefined ? {} : { side }),
    ...(line === undefined ? {} : { line, ...(endLine === undefined ? {} : { endLine }) }),
  };
}

/** The place that a piece of evidence names, without its extent. */
export const namedPlace = ({ path, line }: Evidence): NamedPlace | undefined =>
  path === undefined ? undefined : { path: plainPath(path) ?? path, ...(line === undefined ? {} : { line }) };

export const near = (a: EvidencePlace, b: EvidencePlace): boolean => apart(a, b) <= NEAR;

/** They share at least one line. */
export const overlapping = (a: EvidencePlace, b: EvidencePlace): boolean => apart(a, b) <= 0;

const apart = (a: EvidencePlace, b: EvidencePlace): number =>
  a.side === b.side && a.path === b.path ? Math.max(a.from, b.from) - Math.min(a.to, b.to) : Number.POSITIVE_INFINITY;

/** Whether the inner piece of evidence shows nothing beyond the outer one. */
export function showsNoMore(inner: CheckedEvidence, outer: CheckedEvidence): boolean {
  const mark = markOf(inner.evidence);
  if (mark !== undefined) return mark === markOf(outer.evidence);
  const [a, b] = [placeOf(inner), placeOf(outer)];
  return a !== undefined && b !== undefined && a.side === b.side && a.path === b.path && a.from >= b.from && a.to <= b.to;
}

/** How to recognise evidence without a place: the same search or the same command. */
export function markOf({ path, searched, command }: Evidence): string | undefined {
  if (path !== undefined) return undefined;
  if (searched !== undefined) return `searched ${oneSpace(searched.pattern)} in ${plainPath(searched.scope)}`;
  return command === undefined ? undefined : `ran ${oneSpace(command)}`;
}

/** The number of further lines, by the given line numbers or by the quote. */
function claimedSpan({ line, endLine, quote }: Evidence): number {
  if (line !== undefined && endLine !== undefined) return Math.max(0, endLine - line);
  return quote === undefined ? 0 : quote.trimEnd().split('\n').length - 1;
}

/** A search in one named file is about that file. */
const searchedFile = ({ searched }: Evidence): string | undefined =>
  searched === undefined || /[*?{}[\]]/.test(searched.scope) || searched.scope.endsWith('/') ? undefined : searched.scope;

const plainPath = (path: string | undefined): string | undefined => path?.replace(/^(\.\/)+/, '').replace(/\/+$/, '');

const oneSpace = (text: string): string => text.replace(/\s+/g, ' ').trim();

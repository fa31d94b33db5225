// Round 0: many workers' findings become canonical ones. Findings that make the same claim of the same place are one
// group; nothing depends on the order in which results came in.

import { MusterError } from '../../../../contracts/errors.ts';
import type { CanonicalFinding } from '../../../../contracts/findings/convergence.ts';
import type { KnownDismissal } from '../../../../contracts/findings/dismissal.ts';
import { type RaisedFinding, SEVERITIES, type Severity } from '../../../../contracts/findings/finding.ts';
import { likeness, type Prepared, prepare, toldApart } from './alike.ts';
import { dismissalOf, dismissalWords } from './dismissed.ts';
import { evidenceOf, placeOf } from './places.ts';

/** What counts as one worker; by itself every seat, in a run with models all built-ins together. */
export type VoiceOf = (seat: string) => string;

/** Ids in the order of severity, path, line and title. */
export function groupFindings(
  raised: readonly RaisedFinding[],
  dismissed: readonly KnownDismissal[],
  voiceOf: VoiceOf = (seat) => seat,
  first = 1,
): CanonicalFinding[] {
  const supported = raised.filter((it) => !isUnsupported(it));
  const alone = raised.filter(isUnsupported).map((it) => [it]);
  const groups = [...components(supported.map(prepare)), ...alone].map((members) => groupOf(members, dismissed, voiceOf));
  return groups.toSorted(byPlace).map(({ canonical }, at) => ({ id: `F-${String(first + at).padStart(3, '0')}`, ...canonical }));
}

/** Without its id yet, its representative first. */
type Group = { members: readonly RaisedFinding[]; canonical: Omit<CanonicalFinding, 'id'> };

/** Checked, and not one piece of its evidence is where it was said to be. */
const isUnsupported = ({ checks }: RaisedFinding): boolean => checks.length > 0 && checks.every(({ outcome }) => outcome === 'absent');

function groupOf(members: readonly RaisedFinding[], dismissed: readonly KnownDismissal[], voiceOf: VoiceOf): Group {
  const sorted = members.toSorted(byRank);
  const first = sorted[0];
  if (first === undefined)
    throw new MusterError('internal', 'a group of findings has no member', 'This is a bug in Muster: please report it.');
  const waved = dismissalOf(
    dismissed,
    sorted.map(({ fingerprint }) => fingerprint),
  );
  return {
    members: sorted,
    canonical: {
      fingerprint: first.fingerprint,
      origins: sorted.map(({ ref }) => ref),
      seats: [...new Set(sorted.map(({ seat }) => seat))],
      title: first.finding.title,
      category: first.finding.category,
      severity: severityOf(sorted, voiceOf),
      ...shownPlace(sorted),
      ...(waved !== undefined
        ? { state: 'dismissed', settledIn: 0, reason: dismissalWords(waved), ...(waved.source === 'stranger' ? { untrusted: true } : {}) }
        : isUnsupported(first)
          ? { state: 'unsupported', settledIn: 0, reason: whyUnsupported(first) }
          : { state: 'queued' }),
    },
  };
}

/** The highest that two workers hold; where no two hold the same, what the representative says. */
function severityOf(sorted: readonly RaisedFinding[], voiceOf: VoiceOf): Severity {
  const holders = (severity: Severity) =>
    new Set(sorted.filter(({ finding }) => finding.severity === severity).map(({ seat }) => voiceOf(seat))).size;
  return SEVERITIES.find((severity) => holders(severity) >= 2) ?? sorted[0]?.finding.severity ?? 'info';
}

function shownPlace(sorted: readonly RaisedFinding[]): { path?: string; line?: number } {
  for (const raised of sorted) {
    for (const one of evidenceOf(raised)) {
      const place = placeOf(one);
      if (place !== undefined) return Number.isFinite(place.to) ? { path: place.path, line: place.from } : { path: place.path };
    }
  }
  const claimed = sorted[0]?.finding.evidence.find(({ path }) => path !== undefined);
  if (claimed?.path === undefined) return {};
  return claimed.line === undefined ? { path: claimed.path } : { path: claimed.path, line: claimed.line };
}

function whyUnsupported(raised: RaisedFinding): string {
  const said = raised.checks.map(({ note }) => note).find((note) => note !== undefined && note !== '');
  return `None of its evidence was found where it is said to be${said === undefined ? '' : ` (${said})`}; no worker was asked.`;
}

/**
 * The surest pairs first. Two groups become one only when nobody told members of them apart: what a bridge in the
 * middle is like must not make one thing of both its ends.
 */
function components(all: readonly Prepared[]): RaisedFinding[][] {
  const groups = new Map(all.map((it) => [it, [it]]));
  for (const [a, b] of surestFirst(all)) {
    const [one, other] = [groups.get(a) ?? [a], groups.get(b) ?? [b]];
    if (one === other || one.some((x) => other.some((y) => toldApart(x, y)))) continue;
    const joined = [...one, ...other];
    for (const it of joined) groups.set(it, joined);
  }
  return [...new Set(groups.values())].map((members) => members.map(({ raised }) => raised));
}

function surestFirst(all: readonly Prepared[]): (readonly [Prepared, Prepared])[] {
  const pairs: { a: Prepared; b: Prepared; score: number }[] = [];
  for (const [i, j] of neighbours(all)) {
    const [one, other] = [all[i], all[j]];
    if (one === undefined || other === undefined) continue;
    const score = likeness(one, other);
    if (score === undefined) continue;
    const [a, b] = byRank(one.raised, other.raised) <= 0 ? [one, other] : [other, one];
    pairs.push({ a, b, score });
  }
  return pairs
    .toSorted((p, q) => compared(q.score, p.score) || byRank(p.a.raised, q.a.raised) || byRank(p.b.raised, q.b.raised))
    .map(({ a, b }) => [a, b] as const);
}

const compared = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

function* neighbours(all: readonly Prepared[]): Generator<readonly [number, number]> {
  const sharing = new Map<string, number[]>();
  for (const [index, { places, marks }] of all.entries()) {
    for (const key of new Set([...places.map(({ side, path }) => `${side} ${path}`), ...marks])) {
      const bucket = sharing.get(key);
      if (bucket === undefined) sharing.set(key, [index]);
      else bucket.push(index);
    }
  }
  for (const bucket of sharing.values()) {
    for (const [nth, i] of bucket.entries()) for (let other = nth + 1; other < bucket.length; other += 1) yield [i, bucket[other] ?? i];
  }
}

/** Highest severity, then the best evidence, then seat and localId; the rest only breaks ties between equals. */
const byRank = (a: RaisedFinding, b: RaisedFinding): number =>
  SEVERITIES.indexOf(a.finding.severity) - SEVERITIES.indexOf(b.finding.severity) ||
  evidenceRank(a) - evidenceRank(b) ||
  byText(a.seat, b.seat) ||
  byText(a.finding.localId, b.finding.localId) ||
  byText(a.finding.title, b.finding.title) ||
  byText(a.finding.claim, b.finding.claim) ||
  byText(a.ref, b.ref);

const OUTCOMES = ['found', 'moved', 'located', 'uncheckable', 'absent'] as const;

const evidenceRank = ({ checks }: RaisedFinding): number =>
  Math.min(OUTCOMES.length, ...checks.map(({ outcome }) => OUTCOMES.indexOf(outcome)));

function byPlace({ canonical: a, members: [x] }: Group, { canonical: b, members: [y] }: Group): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    Number(a.path === undefined) - Number(b.path === undefined) ||
    byText(a.path ?? '', b.path ?? '') ||
    (a.line ?? 0) - (b.line ?? 0) ||
    byText(a.title, b.title) ||
    (x === undefined || y === undefined ? 0 : byRank(x, y))
  );
}

/** By code units: the same on every machine, in every locale. */
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

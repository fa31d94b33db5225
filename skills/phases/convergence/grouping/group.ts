// Round 0: merges the findings of all workers into canonical ones. Findings that make the same claim about the same place form one
// group, whichever result came first; only of copies the first counts.

import { MusterError } from '../../../../contracts/errors.ts';
import type { CanonicalFinding } from '../../../../contracts/findings/convergence.ts';
import type { KnownDismissal } from '../../../../contracts/findings/dismissal.ts';
import type { RaisedFinding, Severity } from '../../../../contracts/findings/finding.ts';
import { SEVERITIES } from '../../../../contracts/findings/names.ts';
import { mapSteps, type Steps, sortSteps } from '../../../../runtime/steps.ts';
import { likeness, mustStayApart, type Prepared, prepare } from './alike.ts';
import { covers } from './covered.ts';
import { dismissalOf, dismissalWords, namedBy } from './dismissed.ts';
import { counting, placeKey } from './folded.ts';
import { readyKinds } from './kinds/kinds.ts';
import { neighbours } from './neighbours.ts';
import { asFound, evidenceOf, namedPlace, placeOf } from './places.ts';
import { findersAmong, type GivenEvidence, givenBy, seatsIn } from './repeats.ts';

/** The voice that a seat speaks for. */
export type VoiceOf = (seat: string) => string;

/** Ids are assigned in the order of severity, path, line and title. `raised` is in the order in which they were raised. */
export function* groupFindings(
  raised: readonly RaisedFinding[],
  dismissed: readonly KnownDismissal[],
  voiceOf: VoiceOf = (seat) => seat,
  first = 1,
): Steps<CanonicalFinding[]> {
  if (raised.length > 0) yield* readyKinds();
  const supported = yield* sortSteps(
    raised.filter((it) => !isUnsupported(it)),
    byRank,
  );
  const alone = raised.filter(isUnsupported).map((it) => [it]);
  const joined = yield* components(yield* mapSteps(supported, prepare));
  const turn = new Map(raised.map(({ ref }, at) => [ref, at]));
  const inTurn = (members: readonly RaisedFinding[]) => members.toSorted((a, b) => (turn.get(a.ref) ?? 0) - (turn.get(b.ref) ?? 0));
  const given = givenBy(raised);
  const groups = yield* mapSteps([...joined, ...alone], (members) => groupOf(inTurn(members), given, dismissed, voiceOf));
  return (yield* sortSteps(groups, byPlace)).map(({ canonical }, at) => ({ id: `F-${String(first + at).padStart(3, '0')}`, ...canonical }));
}

/** Without an id yet; its representative comes first. */
type Group = { members: readonly RaisedFinding[]; canonical: Omit<CanonicalFinding, 'id'> };

/** It was checked, and not one piece of its evidence is where it claims to be. */
const isUnsupported = ({ checks }: RaisedFinding): boolean => checks.length > 0 && checks.every(({ outcome }) => outcome === 'absent');

/** None of its evidence is part of the change: it is older, in lines that the change did not touch. */
const isPreExisting = (raised: RaisedFinding): boolean => {
  const shown = evidenceOf(raised).filter(
    ({ check }) => check !== undefined && check.outcome !== 'absent' && check.outcome !== 'uncheckable',
  );
  return shown.length > 0 && shown.every(({ check }) => check?.untouched === true);
};

const WAS_THERE = 'It was there before the change, in lines that the change did not touch; no worker was asked.';

function groupOf(members: readonly RaisedFinding[], given: GivenEvidence, dismissed: readonly KnownDismissal[], voiceOf: VoiceOf): Group {
  const { own, repeats, unshown, blind } = findersAmong(members, given);
  const found = own.toSorted(byRank);
  const sorted = [...found, ...repeats.toSorted(byRank)];
  const first = sorted[0];
  if (first === undefined)
    throw new MusterError('internal', 'a group of findings has no member', 'This is a bug in Muster: please report it.');
  const waved = dismissalOf(
    dismissed.filter((it) => covers(it, sorted, namedBy(it, sorted))),
    sorted.map(({ fingerprint }) => fingerprint),
  );
  const before = sorted.every(isPreExisting);
  const seats = seatsIn(found);
  const repeatedBy = seatsIn(repeats).filter((seat) => !seats.includes(seat));
  return {
    members: sorted,
    canonical: {
      fingerprint: first.fingerprint,
      origins: sorted.map(({ ref }) => ref),
      seats,
      ...(repeatedBy.length === 0 ? {} : { repeatedBy }),
      ...(unshown.length === 0 ? {} : { unshown }),
      ...(blind.length === 0 ? {} : { blind }),
      title: first.finding.title,
      category: first.finding.category,
      severity: severityOf(found, voiceOf),
      ...shownPlace(sorted),
      ...foldedPlaces(sorted, first.finding.title),
      ...(waved !== undefined && !(waved.source === 'stranger' && before)
        ? { state: 'dismissed', settledIn: 0, reason: dismissalWords(waved), ...(waved.source === 'stranger' ? { untrusted: true } : {}) }
        : isUnsupported(first)
          ? { state: 'unsupported', settledIn: 0, reason: whyUnsupported(first) }
          : before
            ? { state: 'pre-existing', settledIn: 0, reason: WAS_THERE }
            : { state: 'queued' }),
    },
  };
}

/** The highest severity on which two voices agree; if no two agree, that of the representative. */
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

/** For a group with a folded finding: every place that a member names, except those that the program did not find. */
function foldedPlaces(
  sorted: readonly RaisedFinding[],
  title: string,
): Partial<Pick<CanonicalFinding, 'places' | 'title' | 'path' | 'line'>> {
  if (!sorted.some(({ finding }) => finding.folded === true)) return {};
  const places = new Map<string, NonNullable<CanonicalFinding['places']>[number]>();
  for (const one of sorted.flatMap(evidenceOf)) {
    const at = one.check?.outcome === 'absent' ? undefined : namedPlace(asFound(one));
    if (at) places.set(placeKey(at), { ...at, ...(one.check?.untouched ? { untouched: true } : {}) });
  }
  if (places.size < 2) return {};
  const all = [...places.values()];
  const touched = all.filter((it) => it.untouched === undefined);
  // If none of them is part of the change, the whole group is pre-existing, and all of them count.
  if (touched.length === 0 || touched.length === all.length) return { places: all };
  return counting({ title, places: all });
}

function whyUnsupported(raised: RaisedFinding): string {
  const said = raised.checks.map(({ note }) => note).find((note) => note !== undefined && note !== '');
  return `None of its evidence was found where it is said to be${said === undefined ? '' : ` (${said})`}; no worker was asked.`;
}

/**
 * Most certain pairs first. Two groups are merged only if no program or worker listed members of them separately: a finding that
 * resembles both must not join them.
 */
function* components(all: readonly Prepared[]): Steps<RaisedFinding[][]> {
  const groups = all.map((_, index) => [index]);
  const pairs = yield* surestFirst(all);
  const known = new Set(yield* mapSteps(pairs, ({ a, b }) => pairKey(a, b)));
  // Pairs found alike were not listed separately, so they need not be compared again.
  const apart = (x: number, y: number): boolean => {
    const [one, other] = [all[x], all[y]];
    return !known.has(pairKey(x, y)) && one !== undefined && other !== undefined && mustStayApart(one, other);
  };
  for (const { a, b } of pairs) {
    yield;
    const [one, other] = [groups[a] ?? [a], groups[b] ?? [b]];
    if (one === other || one.some((x) => other.some((y) => apart(x, y)))) continue;
    const joined = [...one, ...other];
    for (const it of joined) groups[it] = joined;
  }
  return yield* mapSteps([...new Set(groups)], (members) => members.flatMap((it) => all[it]?.raised ?? []));
}

/** Indexes in the list, the lower one first. */
type Pair = { a: number; b: number; score: number };

/** Two indexes in one number; large enough for any list that fits into memory. */
const pairKey = (x: number, y: number): number => Math.min(x, y) * 2 ** 24 + Math.max(x, y);

function* surestFirst(all: readonly Prepared[]): Steps<Pair[]> {
  const pairs: Pair[] = [];
  for (const pair of neighbours(all)) {
    yield;
    if (pair === undefined) continue;
    const [i, j] = pair;
    const [one, other] = [all[i], all[j]];
    const score = one && other && likeness(one, other);
    if (score !== undefined) pairs.push({ a: Math.min(i, j), b: Math.max(i, j), score });
  }
  return yield* sortSteps(pairs, (p, q) => compared(q.score, p.score) || p.a - q.a || p.b - q.b);
}

const compared = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

/** Highest severity, then best evidence, then seat and localId; the rest only breaks ties. */
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

/** By code units: the same on every machine and in every locale. */
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

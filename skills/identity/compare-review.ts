// What a review adds to the history of the findings of its branch: which are new, seen again, still there, fixed, or back. For a
// finding that nobody raised again, the program checks whether its line is still there.

import { createHash } from 'node:crypto';
import type { FindingState } from '../../contracts/findings/convergence.ts';
import type { Severity } from '../../contracts/findings/finding.ts';
import { isRefutedInWords } from '../../contracts/findings/state-order.ts';
import type { FindingChange, TrackedFinding, TrackedStatus } from '../../contracts/findings/tracked.ts';
import type { Timestamp } from '../../contracts/time.ts';
import type { AnchorLocation } from './anchor.ts';
import { type KnownFinding, match, type RaisedFinding } from './match.ts';
import { isRule } from './same-claim.ts';

export type CurrentFinding = RaisedFinding & {
  fingerprint: string;
  severity: Severity;
  state: FindingState;
  claimed?: true | undefined;
  seats: readonly string[];
};

export type CurrentReview = {
  run: string;
  at: Timestamp;
  commit: string;
  found: readonly CurrentFinding[];
  known: readonly KnownFinding[];
  /** Fingerprints that a person has dismissed. */
  dismissed: ReadonlySet<string>;
  /** Rules that examined everything: a finding that they no longer report is fixed. */
  wholeBy: ReadonlySet<string>;
};

/** Nobody supports it any more. */
const isOver = (it: Pick<CurrentFinding, 'state' | 'claimed'>): boolean =>
  it.state === 'withdrawn' || (it.state === 'refuted' && !isRefutedInWords(it));
const MOST_ALIASES = 50;
const LONGEST_CLAIM = 1000;
const HEX = 12;

export function compareReview(review: CurrentReview): FindingChange[] {
  // Nobody examined what rests on nothing that is there: it says nothing about a finding of an earlier review.
  const found = review.found.filter((it) => it.state !== 'unsupported');
  const { of, possibly } = match(found, review.known);
  const taken = new Set(review.known.map(({ tracked }) => tracked.id));
  const gone = review.known.filter((it) => it.where.kind === 'gone');
  const rows = found.flatMap((one): FindingChange[] => {
    const known = of.get(one);
    if (known) return [seen(one, known.tracked, review)];
    // A finding that was refuted when it was first raised gets no history.
    if (isOver(one)) return [];
    const id = freeId(one.fingerprint, taken);
    taken.add(id);
    const maybe = possibly.get(one);
    const before = gone.find(({ tracked, where }) => tracked.standing === 'open' && isInstead(one, where));
    return [
      {
        change: 'first-seen',
        finding: one.finding,
        tracked: trackedFinding(one, { id, aliases: [one.fingerprint], first: { run: review.run, at: review.at } }, review),
        ...(maybe ? { possibly: maybe.tracked.id } : {}),
        ...(before && before !== maybe ? { afterFixOf: before.tracked.id } : {}),
      },
    ];
  });
  const matched = new Set(of.values());
  return [...rows, ...review.known.filter((it) => !matched.has(it)).flatMap((it) => unseen(it, review))];
}

function seen(found: CurrentFinding, before: TrackedFinding, review: CurrentReview): FindingChange {
  const aliases = [...new Set([...before.aliases, found.fingerprint])].slice(-MOST_ALIASES);
  const tracked = trackedFinding(found, { id: before.id, aliases, first: before.first }, review);
  const change = changeOf(before.standing, tracked.standing);
  return { change, finding: found.finding, tracked };
}

function changeOf(before: TrackedStatus, now: TrackedStatus): FindingChange['change'] {
  if (now === 'open') return before === 'fixed' ? 'came-back' : 'seen';
  return now === before || now === 'fixed' ? 'seen' : now;
}

function trackedFinding(
  found: CurrentFinding,
  known: Pick<TrackedFinding, 'id' | 'aliases' | 'first'>,
  { run, at, commit, dismissed }: CurrentReview,
): TrackedFinding {
  const { claim, severity, state, claimed, seats, anchor, finding } = found;
  const waved = state === 'dismissed' || [known.id, ...known.aliases].some((it) => dismissed.has(it));
  return {
    ...known,
    title: claim.title,
    claim: claim.claim.slice(0, LONGEST_CLAIM),
    category: claim.category,
    severity,
    state,
    ...(claimed ? { claimed } : {}),
    seats: [...seats],
    standing: waved ? 'dismissed' : isOver(found) ? 'refuted' : 'open',
    anchor: anchor ?? null,
    commit,
    last: { run, at, finding },
  };
}

/** Nobody raised it in this run. */
function unseen({ tracked, where }: KnownFinding, review: CurrentReview): FindingChange[] {
  if (tracked.standing === 'fixed') return [];
  const { run, at, commit } = review;
  const fixed = (why: string): FindingChange[] => [
    { change: 'fixed', tracked: { ...tracked, standing: 'fixed', fixed: { run, at, commit: null, why } } },
  ];
  if (where.kind === 'gone') return fixed(where.path === undefined ? 'its file is gone' : 'its line is gone');
  if (isRule(tracked.category) && tracked.standing === 'open' && tracked.seats.every((it) => review.wholeBy.has(it)))
    return fixed('the rule no longer reports it');
  const moved = where.kind === 'here' ? { anchor: tracked.anchor && where.anchor, commit } : {};
  const waved = tracked.standing === 'open' && [tracked.id, ...tracked.aliases].some((it) => review.dismissed.has(it));
  if (waved) return [{ change: 'dismissed', tracked: { ...tracked, ...moved, standing: 'dismissed' } }];
  return [{ change: 'still-there', tracked: { ...tracked, ...moved } }];
}

/** It is in the lines that replaced those of the other. */
function isInstead({ anchor }: CurrentFinding, where: AnchorLocation): boolean {
  if (where.kind !== 'gone' || where.instead === undefined || anchor?.line === undefined || anchor.path !== where.path) return false;
  const { to, got } = where.instead;
  return anchor.line < to + Math.max(got, 1) && anchor.line + anchor.span > to;
}

function freeId(fingerprint: string, taken: ReadonlySet<string>): string {
  if (!taken.has(fingerprint)) return fingerprint;
  for (let n = 2; ; n++) {
    const id = `f-${createHash('sha256').update(`${fingerprint}\0${n}`).digest('hex').slice(0, HEX)}`;
    if (!taken.has(id)) return id;
  }
}

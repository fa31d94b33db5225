// The transitions of a convergence: a round is opened, it is closed, findings are settled, it ends. Each takes the state and
// returns the next one; events of the same names record them in the journal.

import type {
  CanonicalFinding,
  Convergence,
  EndReason,
  FindingVerdict,
  RefutedPlace,
  SeatQuestion,
} from '../../../../contracts/findings/convergence.ts';
import { withoutPlaces } from '../voices/by-place.ts';

export type Settled = {
  finding: string;
  state: Exclude<CanonicalFinding['state'], 'queued'>;
  round: number;
  reason: string;
  mergedInto?: string | undefined;
  /** See `CanonicalFinding`. */
  claimed?: true | undefined;
  /** Places that a folded finding loses. */
  refuted?: readonly RefutedPlace[] | undefined;
};

export type SkippedWorker = Convergence['skippedWorkers'][number];

export const withRound = (it: Convergence, round: number, asks: readonly SeatQuestion[]): Convergence => ({
  ...it,
  round,
  asks: [...it.asks, ...asks],
});

/** `asks` are all asks of the round that is being closed. */
export const withClosed = (it: Convergence, asks: readonly SeatQuestion[], words: readonly FindingVerdict[]): Convergence => ({
  ...it,
  asks: [...it.asks.filter(({ round }) => round !== it.round), ...asks],
  words: [...it.words, ...words],
  skippedWorkers: [...it.skippedWorkers, ...skippedIn(asks)],
});

export function withSettled(it: Convergence, settled: readonly Settled[]): Convergence {
  if (settled.length === 0) return it;
  const byId = new Map(settled.map((one) => [one.finding, one]));
  return {
    ...it,
    findings: it.findings.map((finding): CanonicalFinding => {
      const one = byId.get(finding.id);
      return one === undefined ? finding : asSettled(finding, one);
    }),
  };
}

/** Findings are numbered in order, so one is nearly always found at the index of its number; a round settles thousands. */
export function withOne(it: Convergence, one: Settled): Convergence {
  const [first] = it.findings;
  const foretold = numberOf(one.finding) - numberOf(first?.id ?? one.finding);
  const at = it.findings[foretold]?.id === one.finding ? foretold : it.findings.findIndex(({ id }) => id === one.finding);
  const findings = [...it.findings];
  const found = findings[at];
  if (found) findings[at] = asSettled(found, one);
  return { ...it, findings };
}

const numberOf = (id: string): number => Number(id.slice('F-'.length));

export function asSettled(
  finding: CanonicalFinding,
  { state, round, reason, mergedInto, claimed, refuted = [] }: Settled,
): CanonicalFinding {
  return {
    ...withoutPlaces(finding, refuted),
    state,
    settledIn: round,
    reason,
    ...(mergedInto === undefined ? {} : { mergedInto }),
    ...(claimed ? { claimed } : {}),
  };
}

export const withEnd = (it: Convergence, ended: EndReason): Convergence => ({ ...it, ended });

export const skippedIn = (asks: readonly SeatQuestion[]): SkippedWorker[] =>
  asks.filter(({ outcome }) => outcome === 'failed').map(({ seat, round, reason }) => ({ seat, round, reason: reason ?? 'failed' }));

type Waiting = { all: readonly CanonicalFinding[]; byPath: ReadonlyMap<string | undefined, readonly CanonicalFinding[]> };

const waiting = new WeakMap<readonly CanonicalFinding[], Waiting>();

export const queued = ({ findings }: Convergence): readonly CanonicalFinding[] => waitingIn(findings).all;

/** The queued findings in one file, or in none. */
export const queuedAt = ({ findings }: Convergence, path: string | undefined): readonly CanonicalFinding[] =>
  waitingIn(findings).byPath.get(path) ?? [];

/** Computed once for each list of findings: it is needed for every finding. */
function waitingIn(findings: readonly CanonicalFinding[]): Waiting {
  const known = waiting.get(findings);
  if (known !== undefined) return known;
  const all = findings.filter(({ state }) => state === 'queued');
  const made = { all, byPath: Map.groupBy(all, ({ path }) => path) };
  waiting.set(findings, made);
  return made;
}

// How a convergence moves on: a round is opened, closed, findings are settled, it ends. Each takes the
// state and answers the next; the events of the same names say the same in the journal.

import type { Ask, CanonicalFinding, Convergence, EndReason, RefutedPlace, Word } from '../../../../contracts/findings/convergence.ts';
import { withoutPlaces } from '../voices/by-place.ts';

export type Settled = {
  finding: string;
  state: Exclude<CanonicalFinding['state'], 'queued'>;
  round: number;
  reason: string;
  mergedInto?: string | undefined;
  /** Places of a folded finding that leave it. */
  refuted?: readonly RefutedPlace[] | undefined;
};

export type SkippedWorker = Convergence['skippedWorkers'][number];

export const withRound = (it: Convergence, round: number, asks: readonly Ask[]): Convergence => ({
  ...it,
  round,
  asks: [...it.asks, ...asks],
});

/** `asks` are all asks of the round that ends. */
export const withClosed = (it: Convergence, asks: readonly Ask[], words: readonly Word[]): Convergence => ({
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

/** They are numbered in their order, so one is nearly always found where its number says; a round settles thousands. */
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

export function asSettled(finding: CanonicalFinding, { state, round, reason, mergedInto, refuted = [] }: Settled): CanonicalFinding {
  return { ...withoutPlaces(finding, refuted), state, settledIn: round, reason, ...(mergedInto === undefined ? {} : { mergedInto }) };
}

export const withEnd = (it: Convergence, ended: EndReason): Convergence => ({ ...it, ended });

export const skippedIn = (asks: readonly Ask[]): SkippedWorker[] =>
  asks.filter(({ outcome }) => outcome === 'failed').map(({ seat, round, reason }) => ({ seat, round, reason: reason ?? 'failed' }));

type Waiting = { all: readonly CanonicalFinding[]; byPath: ReadonlyMap<string | undefined, readonly CanonicalFinding[]> };

const waiting = new WeakMap<readonly CanonicalFinding[], Waiting>();

export const queued = ({ findings }: Convergence): readonly CanonicalFinding[] => waitingIn(findings).all;

/** In one file, or in none. */
export const queuedAt = ({ findings }: Convergence, path: string | undefined): readonly CanonicalFinding[] =>
  waitingIn(findings).byPath.get(path) ?? [];

/** Sorted out once for each list of findings: it is asked for every finding again. */
function waitingIn(findings: readonly CanonicalFinding[]): Waiting {
  const known = waiting.get(findings);
  if (known !== undefined) return known;
  const all = findings.filter(({ state }) => state === 'queued');
  const made = { all, byPath: Map.groupBy(all, ({ path }) => path) };
  waiting.set(findings, made);
  return made;
}

// How a convergence moves on: a round is opened, closed, findings are settled, it ends. Each takes the
// state and answers the next; the events of the same names say the same in the journal.

import type { Ask, CanonicalFinding, Convergence, EndReason, Word } from '../../../../contracts/findings/convergence.ts';

export type Settled = {
  finding: string;
  state: Exclude<CanonicalFinding['state'], 'queued'>;
  round: number;
  reason: string;
  mergedInto?: string | undefined;
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
      if (one === undefined) return finding;
      const { state, round, reason, mergedInto } = one;
      return { ...finding, state, settledIn: round, reason, ...(mergedInto === undefined ? {} : { mergedInto }) };
    }),
  };
}

export const withEnd = (it: Convergence, ended: EndReason): Convergence => ({ ...it, ended });

export const skippedIn = (asks: readonly Ask[]): SkippedWorker[] =>
  asks.filter(({ outcome }) => outcome === 'failed').map(({ seat, round, reason }) => ({ seat, round, reason: reason ?? 'failed' }));

export const queued = ({ findings }: Convergence): CanonicalFinding[] => findings.filter(({ state }) => state === 'queued');

// The time and cost of earlier runs with a provider on this machine, as an estimate for the next one.

import type { RunView } from '../../../contracts/run/run-view.ts';
import { between } from '../../../skills/wording/numbers.ts';
import { workers } from '../../../skills/wording/workers.ts';
import type { Context } from '../words/command.ts';
import { openRecords } from './records.ts';

export type Earlier = {
  provider: string;
  /** How many ended runs of this template the estimate is based on. */
  runs: number;
  /** Medians of the duration of the whole run and of the usage of the provider's seats. Null if unknown. */
  ms: number | null;
  tokens: number | null;
  usd: number | null;
};

/** The newest runs say most about the next one. */
const RUNS_READ = 20;

export async function earlierRuns(template: string, providers: readonly string[], context: Context): Promise<Earlier[]> {
  if (providers.length === 0) return [];
  await using records = await openRecords(context);
  const views: RunView[] = [];
  for (const { run } of (await records?.runs({ ended: true, newest: RUNS_READ })) ?? []) {
    // A run that cannot be read is left out; `muster doctor` reports it.
    const view = await records?.view(run).catch(() => undefined);
    if (view?.outcome === 'completed' && view.template.name === template) views.push(view);
  }
  return providers.map((provider) => summedUp(provider, views));
}

export function summedUp(provider: string, views: readonly RunView[]): Earlier {
  const with_ = views.flatMap((view) => {
    const mine = workers(view).filter((it) => it.provider === provider && it.rows.length > 0);
    if (mine.length === 0) return [];
    const all = (key: 'tokens' | 'usd') =>
      mine.reduce<number | null>((sum, { cost }) => plus(sum, key === 'usd' && cost.unpriced > 0 ? null : cost[key]), 0);
    return [{ ms: between(view.startedAt, view.endedAt), tokens: all('tokens'), usd: all('usd') }];
  });
  const middle = (key: 'ms' | 'tokens' | 'usd') => median(with_.map((it) => it[key]));
  return { provider, runs: with_.length, ms: middle('ms'), tokens: middle('tokens'), usd: middle('usd') };
}

const plus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);

/** The median of the known values. */
function median(values: readonly (number | null)[]): number | null {
  const known = values.flatMap((it) => it ?? []).sort((a, b) => a - b);
  return known[Math.floor((known.length - 1) / 2)] ?? null;
}

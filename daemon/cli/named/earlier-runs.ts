// What runs with a provider took and cost before, on this machine: the only honest estimate of the next one.

import type { RunView } from '../../../contracts/run/run-view.ts';
import { between } from '../../../skills/telling/numbers.ts';
import { workers } from '../../../skills/telling/workers.ts';
import type { Context } from '../words/command.ts';
import { openRecords } from './records.ts';

export type Earlier = {
  provider: string;
  /** How many ended runs of this template it is taken from. */
  runs: number;
  /** The middle one of them: the whole run's time, and what the provider's seats used. Null is unknown. */
  ms: number | null;
  tokens: number | null;
  usd: number | null;
};

/** The newest ones say most about the next. */
const RUNS_READ = 20;

export async function earlierRuns(template: string, providers: readonly string[], context: Context): Promise<Earlier[]> {
  if (providers.length === 0) return [];
  await using records = await openRecords(context.home);
  const views: RunView[] = [];
  for (const { run } of (await records?.runs({ ended: true, newest: RUNS_READ })) ?? []) {
    // One that cannot be read says nothing; `muster doctor` tells of it.
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

/** Of those that are known. */
function median(values: readonly (number | null)[]): number | null {
  const known = values.flatMap((it) => it ?? []).sort((a, b) => a - b);
  return known[Math.floor((known.length - 1) / 2)] ?? null;
}

// What answers of earlier runs have saved.

import type { RunView } from '../../contracts/run/run-view.ts';
import { USAGE_NONE, type Usage } from '../../contracts/usage.ts';
import { count, grouped, money } from '../telling/numbers.ts';
import { plusUsage } from '../telling/usage-sum.ts';

export type Saved = { answers: number; usage: Usage };

export function savedIn(views: readonly Pick<RunView, 'dispatches'>[]): Saved {
  const all = views.flatMap((view) => view.dispatches.flatMap((it) => it.reused ?? []));
  return { answers: all.length, usage: all.map((it) => it.saved).reduce(plusUsage, USAGE_NONE) };
}

/** `3 answers of earlier runs, which saved $0.42 and 12 000 tokens`; nothing where there were none. */
export function savedWords({ answers, usage: { usd, input, output } }: Saved): string {
  if (answers === 0) return '';
  const tokens = input === null || output === null ? 0 : input + output;
  const parts = [...(usd !== null && usd > 0 ? [money(usd)] : []), ...(tokens > 0 ? [`${grouped(tokens)} tokens`] : [])];
  return `${count(answers, 'answer')} of earlier runs${parts.length === 0 ? '' : `, which saved ${parts.join(' and ')}`}`;
}

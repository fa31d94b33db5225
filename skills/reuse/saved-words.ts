// What earlier runs saved, as a sum and in words. Separate from the code that collects it in a run, because a command that only
// counts needs nothing else.

import { USAGE_NONE, type Usage } from '../../contracts/usage.ts';
import { count, grouped, listed, money } from '../wording/numbers.ts';
import { addUsage } from '../wording/usage-sum.ts';

/** How many of each were reused, and what they had cost then. */
export type Saved = { answers: number; texts: number; reports: number; usage: Usage };

export const NOTHING_SAVED: Saved = { answers: 0, texts: 0, reports: 0, usage: USAGE_NONE };

export const plusSaved = (a: Saved, b: Saved): Saved => ({
  answers: a.answers + b.answers,
  texts: a.texts + b.texts,
  reports: a.reports + b.reports,
  usage: addUsage(a.usage, b.usage),
});

/** `3 answers of earlier runs, which saved $0.42 and 12 000 tokens`; empty if there were none. */
export function savedWords({ answers, texts, reports, usage: { usd, input, output } }: Saved): string {
  const what = [
    ...(answers > 0 ? [count(answers, 'answer')] : []),
    ...(texts > 0 ? [count(texts, 'text')] : []),
    ...(reports > 0 ? [count(reports, 'report')] : []),
  ];
  if (what.length === 0) return '';
  const tokens = input === null || output === null ? 0 : input + output;
  const parts = [...(usd !== null && usd > 0 ? [money(usd)] : []), ...(tokens > 0 ? [`${grouped(tokens)} tokens`] : [])];
  return `${listed(what)} of earlier runs${parts.length === 0 ? '' : `, which saved ${parts.join(' and ')}`}`;
}

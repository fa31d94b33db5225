// What was saved by what earlier runs had done: answers, texts that prompts make, and whole reports.

import type { RunView } from '../../contracts/run/run-view.ts';
import { USAGE_NONE, USAGE_UNAVAILABLE, type Usage } from '../../contracts/usage.ts';
import { PHASES } from '../phases/table.ts';
import { count, grouped, listed, money } from '../telling/numbers.ts';
import { plusUsage } from '../telling/usage-sum.ts';

/** How many of each were taken over, and what they had cost then. */
export type Saved = { answers: number; texts: number; reports: number; usage: Usage };

type Seen = Pick<RunView, 'dispatches' | 'phases' | 'sameAs' | 'saved'>;

export function savedIn(views: readonly Seen[]): Saved {
  const answers = views.flatMap((view) => view.dispatches.flatMap((it) => it.reused?.saved ?? []));
  const texts = views.flatMap((view) => PHASES.flatMap((it) => it.shown?.reuses?.(view) ?? [])).map((it) => it.saved);
  const reports = views.flatMap((view) => (view.sameAs === undefined ? [] : (view.saved ?? USAGE_UNAVAILABLE)));
  const usage = [...answers, ...texts, ...reports].reduce(plusUsage, USAGE_NONE);
  return { answers: answers.length, texts: texts.length, reports: reports.length, usage };
}

/** `3 answers of earlier runs, which saved $0.42 and 12 000 tokens`; nothing where there were none. */
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

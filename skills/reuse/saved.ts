// What the results of earlier runs saved: answers, texts made from prompts, and whole reports.

import type { RunView } from '../../contracts/run/run-view.ts';
import { USAGE_NONE, USAGE_UNAVAILABLE } from '../../contracts/usage.ts';
import { SCREEN_PARTS } from '../wording/phase-words.ts';
import { addUsage } from '../wording/usage-sum.ts';
import type { Saved } from './saved-words.ts';

type RunSavings = Pick<RunView, 'dispatches' | 'phases' | 'sameAs' | 'saved'>;

export function savedIn(views: readonly RunSavings[]): Saved {
  const answers = views.flatMap((view) => view.dispatches.flatMap((it) => it.reused?.saved ?? []));
  const texts = views.flatMap((view) => SCREEN_PARTS.flatMap((it) => it.reuses?.(view) ?? [])).map((it) => it.saved);
  const reports = views.flatMap((view) => (view.sameAs === undefined ? [] : (view.saved ?? USAGE_UNAVAILABLE)));
  const usage = [...answers, ...texts, ...reports].reduce(addUsage, USAGE_NONE);
  return { answers: answers.length, texts: texts.length, reports: reports.length, usage };
}

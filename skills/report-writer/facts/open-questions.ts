// What a person still has to decide, for the report: the unresolved things that have no section of their own, and not a hundred
// questions of one kind.

import type { Report, Unresolved } from '../../../contracts/run/report.ts';
import type { Say } from '../language/english.ts';
import { sayIn } from '../language/say.ts';

const MOST_OF_A_KIND = 10;

export type OpenQuestion = { about: string; asks: string; detail: string };

export function openQuestions(
  { unresolved, run }: Pick<Report, 'unresolved' | 'run'>,
  say: Say = sayIn(run.task.language),
): OpenQuestion[] {
  return (['gate', 'question', 'contested', 'not-examined', 'gap'] as const).flatMap((kind) => {
    const all = unresolved.filter((it) => it.kind === kind);
    const more = all.length - MOST_OF_A_KIND;
    return more > 0 ? [...all.slice(0, MOST_OF_A_KIND), furtherOf(kind, more, say)] : all;
  });
}

function furtherOf(kind: Unresolved['kind'], n: number, say: Say): OpenQuestion {
  const detail = say('They are in their own section.');
  if (kind === 'contested') return { about: kind, asks: say('And {n} more on which the workers disagree', { n }), detail };
  if (kind === 'not-examined') return { about: kind, asks: say('And {n} more that no other worker examined', { n }), detail };
  return { about: kind, asks: say('And {n} more', { n }), detail: say('report.json has all of them.') };
}

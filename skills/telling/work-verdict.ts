// The result of a final verification, and the state of a plan, in sentences for screens and pages.

import type { WorkVerdict } from '../../contracts/findings/work-verdict.ts';
import type { RunView } from '../../contracts/run/run-view.ts';
import { countIn, inEnglish, listedIn, type Say } from '../report-writer/language/say.ts';
import { NOT_THE_REQUEST } from './judgement.ts';
import { count } from './numbers.ts';

export const WORK_VERDICTS: Readonly<Record<WorkVerdict['verdict'], { label: string; means: string; tone: 'good' | 'warning' | 'bad' }>> = {
  'accepted': { label: 'Accepted', means: 'There is no objection to the work.', tone: 'good' },
  'conditional-accept': {
    label: 'Accepted on conditions',
    means: 'Nothing blocks the work. A person should check the conditions.',
    tone: 'warning',
  },
  'not-judged': {
    label: 'Not judged',
    means: 'Only rules looked, and rules cannot say whether the work is done.',
    tone: 'warning',
  },
  'blocked': { label: 'Blocked', means: 'The blockers have to be fixed first.', tone: 'bad' },
};

export function verdictSentence({ verdict, blockers, conditions }: WorkVerdict, say: Say = inEnglish): string {
  const { label, means } = WORK_VERDICTS[verdict];
  const parts = [
    ...(blockers.length > 0 ? [countIn(blockers.length, '{n} blocker', '{n} blockers', say)] : []),
    ...(conditions.length > 0 ? [countIn(conditions.length, '{n} condition', '{n} conditions', say)] : []),
  ];
  return `${say(label)}${parts.length > 0 ? `, ${listedIn(parts, say)}` : ''}. ${say(means)}`;
}

export function auditSentence({ audit: { changed, unknown } }: WorkVerdict, say: Say = inEnglish): string {
  if (changed.length > 0)
    return countIn(
      changed.length,
      '{n} source changed while the work was verified.',
      '{n} sources changed while the work was verified.',
      say,
    );
  if (unknown !== undefined) return say('It is unknown whether the sources changed while the work was verified: {why}.', { why: unknown });
  return say('The sources did not change while the work was verified.');
}

/** The state of the newest plan; empty where there is none. */
export function planSentence({ plan, judgement }: Pick<RunView, 'plan' | 'judgement'>): string {
  if (plan === null) return '';
  const { verification } = plan;
  const judged =
    verification === null
      ? 'not judged'
      : `${verification.gate}${verification.unchallenged ? ', unchallenged (one voter)' : ''}, ${count(verification.items.length, 'item')}`;
  const again = plan.pass > 0 ? `, draft ${plan.pass + 1}` : '';
  const covers = judgement?.came === 'not-judged' ? ` ${NOT_THE_REQUEST}` : '';
  return `${count(plan.plan.stages.length, 'stage')} by ${plan.seat}${again}: ${judged}; ${plan.approved ? 'approved' : 'not approved'}.${covers}`;
}

// What the journal and the screens say about a plan.

import { count } from '../../../wording/numbers.ts';
import type { EventSentences, ProgressLines, ScreenParts } from '../../presentation.ts';
import type { PLAN_EVENTS } from '../events.ts';
import { gateLabel } from './gate-words.ts';
import { planSentence } from './sentences.ts';

export const PLAN_SENTENCES: EventSentences<typeof PLAN_EVENTS> = {
  'plan.drafted': ({ seat, pass, plan: { stages } }) =>
    `${seat} wrote ${pass === 0 ? 'a plan' : `the plan again (pass ${pass})`}: ${count(stages.length, 'stage')}.`,
  'plan.verified': ({ verification: { gate, items, voters } }) =>
    `${count(items.length, 'item')} of the plan were judged by ${count(voters.filter((it) => it.usable).length, 'worker')}: ${gateLabel({ gate, voters })}.`,
  'plan.approved': ({ gate }) => (gate === undefined ? 'The plan was approved automatically, as the task says.' : 'The plan was approved.'),
};

export const PLAN_SCREENS: ScreenParts = {
  place: 'planned',
  label: 'Plan',
  lines: (view) => [planSentence(view)],
};

export const PLAN_PROGRESS: ProgressLines<typeof PLAN_EVENTS> = {
  'plan.verified': ({ verification: { items, gate } }) => `phase-6-plan-verify items=${items.length} gate=${gate}`,
};

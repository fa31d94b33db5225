// What the journal and the screens say about a plan.

import { count } from '../../../telling/numbers.ts';
import type { OnScreens, Progress, Says } from '../../shown.ts';
import type { PLAN_EVENTS } from '../events.ts';
import { GATE_WORDS } from './gate-words.ts';
import { planSentence } from './sentences.ts';

export const PLAN_SAYS: Says<typeof PLAN_EVENTS> = {
  'plan.drafted': ({ seat, pass, plan: { stages } }) =>
    `${seat} wrote ${pass === 0 ? 'a plan' : `the plan again (pass ${pass})`}: ${count(stages.length, 'stage')}.`,
  'plan.verified': ({ verification: { gate, items, voters } }) =>
    `${count(items.length, 'item')} of the plan were judged by ${count(voters.filter((it) => it.usable).length, 'worker')}: ${GATE_WORDS[gate].label}.`,
  'plan.approved': ({ gate }) => (gate === undefined ? 'The plan was approved automatically, as the task says.' : 'The plan was approved.'),
};

export const PLAN_SHOWN: OnScreens = {
  place: 'planned',
  label: 'Plan',
  lines: (view) => [planSentence(view)],
};

export const PLAN_PROGRESS: Progress<typeof PLAN_EVENTS> = {
  'plan.verified': ({ verification: { items, gate } }) => `phase-6-plan-verify items=${items.length} gate=${gate}`,
};

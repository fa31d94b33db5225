// The planner says which phases come next.

import { firstAsked } from '../first-asked.ts';
import { type Phase, phase } from '../phase.ts';
import { advance, begun, type Proposed } from './advance.ts';
import { PHASE_PLAN_EVENTS } from './events.ts';
import { PHASE_PLAN_SENTENCES } from './report/texts.ts';
import { phasePlanning } from './work.ts';

export const phasePlan: Phase = phase({
  kind: 'phase-plan',
  template: {},
  makes: { artifact: 'phase-plan', schema: 'phase-plan@1' },
  plans: true,
  role: () => 'planner',
  events: PHASE_PLAN_EVENTS,
  says: PHASE_PLAN_SENTENCES,
  empty: null as Proposed,
  evolve: (_, { payload }) => payload,
  works: { 'phase-planning': phasePlanning },
  begin: (turn) => firstAsked(begun(turn)),
  advance,
});

// What the journal says about phases that a planner proposes.

import { count } from '../../../telling/numbers.ts';
import type { Says } from '../../shown.ts';
import type { PHASE_PLAN_EVENTS } from '../events.ts';

export const PHASE_PLAN_SAYS: Says<typeof PHASE_PLAN_EVENTS> = {
  'phases.proposed': ({ seat, phases }) => `${seat} proposed ${count(phases.length, 'further phase')}.`,
};

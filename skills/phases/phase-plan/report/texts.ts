// What the journal says about phases that a planner proposes.

import { count } from '../../../wording/numbers.ts';
import type { EventSentences } from '../../presentation.ts';
import type { PHASE_PLAN_EVENTS } from '../events.ts';

export const PHASE_PLAN_SENTENCES: EventSentences<typeof PHASE_PLAN_EVENTS> = {
  'phases.proposed': ({ seat, phases }) => `${seat} proposed ${count(phases.length, 'further phase')}.`,
};

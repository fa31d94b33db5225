// The events of a phase that plans further phases. That the phases were added to the run concerns all phases and is a shared event.

import { Digest, DispatchId, PhaseKey, SeatName } from '../../../contracts/ids.ts';
import * as z from '../../../contracts/schema.ts';
import { PhaseTemplate } from '../../../contracts/task/template.ts';
import { wholeList } from '../../../contracts/text.ts';

export const PHASE_PLAN_EVENTS = {
  /** A worker's list of phases that passed the check: unique keys, roles with a seat. */
  'phases.proposed': z.strictObject({
    phase: PhaseKey,
    dispatch: DispatchId,
    seat: SeatName,
    digest: Digest,
    phases: wholeList(PhaseTemplate, 20),
  }),
} as const;

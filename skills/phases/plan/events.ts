// The events of a plan: it is written, judged by the others, and approved by a person.

import { Digest, DispatchId, GateId, PhaseKey, SeatName } from '../../../contracts/ids.ts';
import { Plan } from '../../../contracts/plan/plan.ts';
import { PlanVerification } from '../../../contracts/plan/plan-verification.ts';
import * as z from '../../../contracts/schema.ts';

const phase = PhaseKey;

export const PLAN_EVENTS = {
  'plan.drafted': z.strictObject({ phase, dispatch: DispatchId, seat: SeatName, pass: z.int().min(0), plan: Plan, digest: Digest }),
  'plan.verified': z.strictObject({ phase, verification: PlanVerification }),
  /** Checked again, byte for byte. */
  'plan.approved': z.strictObject({
    phase,
    plan: Digest,
    gate: GateId.optional().describe('absent if the task says `approvals: auto`'),
  }),
} as const;

// The events of carrying out a plan: the approved stages, and each step in the life of a stage.

import { andMore } from '../../../contracts/cut.ts';
import { DispatchId, GateId, PhaseKey, RunId, SeatName } from '../../../contracts/ids.ts';
import { Holder } from '../../../contracts/plan/holder.ts';
import { OpenedPlan } from '../../../contracts/plan/opened-plan.ts';
import { Stage } from '../../../contracts/plan/plan.ts';
import { PolicyAction } from '../../../contracts/plan/policy.ts';
import { Change, Snapshot, StageProof } from '../../../contracts/plan/proof.ts';
import { Proposal } from '../../../contracts/plan/proposal.ts';
import { Conflict, UnionProof } from '../../../contracts/plan/union.ts';
import * as z from '../../../contracts/schema.ts';
import { cuttableList, freeText, PathText, wholeList } from '../../../contracts/text.ts';
import { Timestamp } from '../../../contracts/time.ts';

const phase = PhaseKey;
const which = { phase, stage: Stage.shape.id, attempt: z.int().min(1) };
const n = z.int().min(1);
const Reasons = cuttableList(freeText(16_384), 50, andMore);
const Changes = cuttableList(Change, 2000, (left) => ({ status: 'M' as const, path: andMore(left) }));

export const EXECUTION_EVENTS = {
  'stages.planned': OpenedPlan.extend({ phase }),
  /** Until then, other runs of the plan leave the stage to this one. `passedOver`: the work of an earlier run that could not be reused. */
  'stage.claimed': z.strictObject({
    ...which,
    seat: SeatName,
    until: Timestamp.optional(),
    passedOver: z.strictObject({ run: RunId, why: freeText(4000) }).optional(),
  }),
  /** An outside client is to carry it out. */
  'stage.taken': z.strictObject({ ...which, attempt: z.int().min(0), holder: Holder, renewed: z.literal(true).optional() }),
  /** Another run of the same plan is carrying it out, and this one waits for that. */
  'stage.awaited': z.strictObject({ phase, stage: Stage.shape.id, run: RunId }),
  /** An earlier run verified it: its work, on what the stage builds on here. `there`: all of it is already part of that. */
  'stage.replayed': z.strictObject({
    ...which,
    run: RunId,
    base: Snapshot,
    head: Snapshot,
    changes: Changes,
    outside: Reasons,
    proposal: Proposal.nullable(),
    there: z.boolean(),
  }),
  'stage.prepared': z.strictObject({ ...which, base: Snapshot, path: PathText, dispatch: DispatchId }),
  'stage.proposed': z.strictObject({ phase, dispatch: DispatchId, proposal: Proposal }),
  'stage.sealed': z.strictObject({
    ...which,
    head: Snapshot,
    changes: Changes,
    /** Changed paths that do not belong to the stage. */
    outside: Reasons,
    /** What makes it unacceptable in any case: a nested repository, a link that leads out. */
    problems: Reasons,
  }),
  'stage.proved': z.strictObject({ ...which, proof: StageProof }),
  'stage.settled': z.strictObject({
    ...which,
    as: z.enum(['verified', 'unproved', 'rejected', 'unavailable', 'interrupted']),
    reasons: Reasons,
    /** What a person has to look at before it can count. */
    asks: Reasons,
    /** Another attempt would give the same result. */
    hopeless: z.literal(true).optional(),
    /** Its executor has no rule for such a stage: this does not count as an attempt. */
    declined: z.literal(true).optional(),
    /** What it builds on conflicts. */
    conflict: Conflict.optional(),
  }),
  'stage.accepted': z.strictObject({ ...which, gate: GateId }),
  'stage.left': z.strictObject({ ...which, why: freeText(2000) }),
  'stage.unreachable': z.strictObject({ phase, stage: Stage.shape.id, because: freeText(2000) }),
  /** A person decided about it. */
  'stage.ruled': z.strictObject({ ...which, attempt: z.int().min(0), action: PolicyAction, by: z.enum(['client', 'settings']).optional() }),
  /**
   * A stage that is not in the plan: it fixes what only showed when the others were merged. If it resolves a conflict, unfinished
   * stages that build on both sides then build on this stage too.
   */
  'stage.appended': z.strictObject({ phase, stage: Stage, because: freeText(16_384), resolves: Conflict.optional() }),
  /** The heads of these stages are merged, in this order: all that are done, or some, to find out which one breaks them. */
  'union.started': z.strictObject({ phase, n, stages: wholeList(Stage.shape.id, 200).min(1), of: z.enum(['all', 'some']) }),
  'union.proved': z.strictObject({ phase, n, proof: UnionProof }),
  /** The criteria of the plan, on the union of everything that is done. Without a proof, `why` gives the reason. */
  'criteria.proved': z.strictObject({ phase, n, proof: StageProof.nullable(), why: freeText(4000) }),
  /** Once for each criterion, when it is first met. */
  'criterion.met': z.strictObject({ phase, criterion: z.int().min(1), description: freeText(16_384) }),
} as const;

// What happens while a plan is carried out: the stages as they were approved, and each step of the life of a stage.

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
import { firstOf, listOf, PathText, words } from '../../../contracts/text.ts';
import { Timestamp } from '../../../contracts/time.ts';

const phase = PhaseKey;
const which = { phase, stage: Stage.shape.id, attempt: z.int().min(1) };
const n = z.int().min(1);
const Reasons = firstOf(words(16_384), 50, andMore);
const Changes = firstOf(Change, 2000, (left) => ({ status: 'M' as const, path: andMore(left) }));

export const EXECUTION_EVENTS = {
  'stages.planned': OpenedPlan.extend({ phase }),
  /** Other runs of the plan leave it to this one until then. `passedOver`: the work of an earlier run that could not be taken over. */
  'stage.claimed': z.strictObject({
    ...which,
    seat: SeatName,
    until: Timestamp.optional(),
    passedOver: z.strictObject({ run: RunId, why: words(4000) }).optional(),
  }),
  /** A client is to carry it out from outside. */
  'stage.taken': z.strictObject({ ...which, attempt: z.int().min(0), holder: Holder, renewed: z.literal(true).optional() }),
  /** Another run of the same plan carries it out now, and this one waits for it. */
  'stage.awaited': z.strictObject({ phase, stage: Stage.shape.id, run: RunId }),
  /** An earlier run verified it: its work, on what the stage builds on here. `there`: all of it is part of that already. */
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
    /** Paths that are none of the stage's. */
    outside: Reasons,
    /** What keeps it from being a proposal at all: a repository within it, a link that leads out. */
    problems: Reasons,
  }),
  'stage.proved': z.strictObject({ ...which, proof: StageProof }),
  'stage.settled': z.strictObject({
    ...which,
    as: z.enum(['verified', 'unproved', 'rejected', 'unavailable', 'interrupted']),
    reasons: Reasons,
    /** What a person has to look at before it can count. */
    asks: Reasons,
    /** Trying again would come to the same. */
    hopeless: z.literal(true).optional(),
    /** Its executor has no rule for such a stage: it counts as no attempt of another one. */
    declined: z.literal(true).optional(),
    /** What it builds on does not fit together. */
    conflict: Conflict.optional(),
  }),
  'stage.accepted': z.strictObject({ ...which, gate: GateId }),
  'stage.left': z.strictObject({ ...which, why: words(2000) }),
  'stage.unreachable': z.strictObject({ phase, stage: Stage.shape.id, because: words(2000) }),
  /** A person decided about it. */
  'stage.ruled': z.strictObject({ ...which, attempt: z.int().min(0), action: PolicyAction, by: z.enum(['client', 'settings']).optional() }),
  /**
   * A stage that is in no plan: it fixes what showed only when the others were put together. Where it resolves a conflict,
   * what is not done and builds on both sides of it builds on this stage, too.
   */
  'stage.appended': z.strictObject({ phase, stage: Stage, because: words(16_384), resolves: Conflict.optional() }),
  /** The heads of these stages are put together, in this order: all that are done, or some to find what breaks them. */
  'union.started': z.strictObject({ phase, n, stages: listOf(Stage.shape.id, 200).min(1), of: z.enum(['all', 'some']) }),
  'union.proved': z.strictObject({ phase, n, proof: UnionProof }),
  /** The criteria of the plan, on the union of all that is done. Without a proof, `why` says what stood in the way. */
  'criteria.proved': z.strictObject({ phase, n, proof: StageProof.nullable(), why: words(4000) }),
  /** Once for each: it was not met before. */
  'criterion.met': z.strictObject({ phase, criterion: z.int().min(1), description: words(16_384) }),
} as const;

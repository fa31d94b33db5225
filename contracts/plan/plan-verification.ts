// What the others said about a plan, item by item (`state/plan-body-verification.json`), and the resulting gate.

import { Evidence, EvidenceCheck, LookAtPlace, VerdictWord } from '../findings/finding.ts';
import { Digest, DispatchId, PlanItemId, SeatName } from '../ids.ts';
import * as z from '../schema.ts';
import { exactText, freeText } from '../text.ts';

export const PLAN_ITEM_KINDS = ['option', 'stage', 'step', 'dependency', 'validation', 'rollback', 'requirement'] as const;

/** A part of a plan that can be agreed with or not, extracted by rule. */
export const PlanItem = z.strictObject({ id: PlanItemId, kind: z.enum(PLAN_ITEM_KINDS), text: freeText(16_384) });
export type PlanItem = z.infer<typeof PlanItem>;

export const PlanGate = z.enum(['passed', 'passed-with-dissent', 'blocked-by-disagreement', 'aborted-non-result']);
export type PlanGate = z.infer<typeof PlanGate>;

export const ItemVerdict = z.strictObject({
  seat: SeatName,
  dispatch: DispatchId,
  verdict: VerdictWord,
  basis: freeText(16_384),
  evidence: z.array(Evidence),
  checks: z.array(EvidenceCheck),
  /** `no-answer` and the like, if the program added or changed the word, or does not count it as a vote. */
  note: freeText(500).optional(),
  /** At a file that the item is about; absent if it is not known. */
  look: LookAtPlace.optional(),
});
export type ItemVerdict = z.infer<typeof ItemVerdict>;

export const ItemState = z.enum(['agreed', 'dissent', 'blocked', 'not-examined']);
export type ItemState = z.infer<typeof ItemState>;

export const ItemTally = z.strictObject({ item: PlanItem, state: ItemState, words: z.array(ItemVerdict) });
export type ItemTally = z.infer<typeof ItemTally>;

/** What a person must decide before, or know when, the plan is approved. */
export const Clarification = z.strictObject({
  id: exactText(20).regex(/^C-\d{3,}$/),
  item: PlanItemId,
  asks: freeText(16_384),
  raisedBy: z.array(SeatName),
  blocks: z.enum(['approval', 'nothing']),
});
export type Clarification = z.infer<typeof Clarification>;

export const PlanVerification = z.strictObject({
  schema: z.literal('plan-body-verification@1'),
  plan: Digest,
  /** The planner's draft; 0 is the first. */
  pass: z.int().min(0),
  gate: PlanGate,
  items: z.array(ItemTally),
  /**
   * Everyone who was asked; a voter is usable if at least one of its words is a vote. `claimed`: nothing but its word shows that it
   * looked.
   */
  voters: z.array(
    z.strictObject({
      seat: SeatName,
      dispatch: DispatchId,
      usable: z.boolean(),
      claimed: z.literal(true).optional(),
      reason: freeText(500),
    }),
  ),
  /** There was only one voter, so no one could have disagreed with it. */
  unchallenged: z.boolean(),
  clarifications: z.array(Clarification),
});
export type PlanVerification = z.infer<typeof PlanVerification>;

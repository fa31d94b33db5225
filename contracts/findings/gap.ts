// What no one raised: named by a worker beside its findings, or by a critic. Each of a critic's gaps is confirmed by another worker
// or remains as a risk; none is dropped.

import { DispatchId, GapId, SeatName } from '../ids.ts';
import * as z from '../schema.ts';
import { exactText, freeText, wholeList } from '../text.ts';
import { Evidence, EvidenceCheck, VerdictWord } from './finding.ts';

export const Gap = z.object({
  title: freeText(300).min(1),
  claim: freeText(16_384).min(1),
  category: exactText(64).min(1),
  evidence: wholeList(Evidence, 20).optional().describe('where to look; Muster looks it up'),
});
export type Gap = z.infer<typeof Gap>;

/** `coverage` asks what was not examined; `acceptance` argues why the work must not be accepted. */
export const CriticMode = z.enum(['coverage', 'acceptance']);
export type CriticMode = z.infer<typeof CriticMode>;

export const GapOutcome = z.enum(['confirmed', 'residual-risk']);
export type GapOutcome = z.infer<typeof GapOutcome>;

/** A gap in a run. Only a critic's gap has an id, and an outcome once another worker has examined it. */
export const NamedGap = z.strictObject({
  id: GapId.optional(),
  seat: SeatName,
  dispatch: DispatchId.optional(),
  gap: Gap,
  /** One for each piece of its evidence, once they have been looked up. */
  checks: z.array(EvidenceCheck).optional(),
  outcome: GapOutcome.optional(),
  /** Who was asked about it last, and what that worker said. */
  by: SeatName.optional(),
  word: z
    .strictObject({ verdict: VerdictWord, basis: freeText(16_384), evidence: z.array(Evidence), checks: z.array(EvidenceCheck) })
    .optional(),
  reason: freeText(2000).optional().describe('why it has this outcome'),
});
export type NamedGap = z.infer<typeof NamedGap>;

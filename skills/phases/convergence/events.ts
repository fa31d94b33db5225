// The events of an examination: findings are grouped, asked about in rounds, and settled.

import {
  CanonicalFinding,
  EndReason,
  FindingState,
  FindingVerdict,
  RefutedPlace,
  SeatQuestion,
} from '../../../contracts/findings/convergence.ts';
import { FindingId, PhaseKey } from '../../../contracts/ids.ts';
import * as z from '../../../contracts/schema.ts';
import { freeText } from '../../../contracts/text.ts';

const phase = PhaseKey;

export const CONVERGENCE_EVENTS = {
  'convergence.grouped': z.strictObject({ phase, findings: z.array(CanonicalFinding) }),
  'convergence.opened': z.strictObject({ phase, round: z.int().min(1), queue: z.int(), asks: z.array(SeatQuestion) }),
  'convergence.closed': z.strictObject({ phase, round: z.int().min(1), words: z.array(FindingVerdict), asks: z.array(SeatQuestion) }),
  'finding.settled': z.strictObject({
    phase,
    finding: FindingId,
    state: FindingState.exclude(['queued']),
    round: z.int().min(0),
    reason: freeText(2000),
    mergedInto: FindingId.optional(),
    claimed: z.literal(true).optional(),
    /** The places of a folded finding that were refuted. */
    refuted: z.array(RefutedPlace).optional(),
  }),
  'convergence.ended': z.strictObject({ phase, reason: EndReason }),
} as const;

// The outcome of a final verification, and whether the sources stayed the same meanwhile.

import { andMore } from '../cut.ts';
import * as z from '../schema.ts';
import { cuttableList, exactText, freeText } from '../text.ts';

export const SourceAudit = z.strictObject({
  /** Paths of the project that have changed since the run began; empty if all is well. */
  changed: cuttableList(freeText(4096), 1000, andMore),
  /** Why the comparison was impossible, if it was. */
  unknown: freeText(2000).optional(),
});
export type SourceAudit = z.infer<typeof SourceAudit>;

const Reason = z.strictObject({ ref: exactText(130), why: freeText(2000) });

export const WorkVerdict = z.strictObject({
  verdict: z.enum(['accepted', 'conditional-accept', 'blocked', 'not-judged']),
  /** Findings and gaps that must be fixed first; empty for accepted work. */
  blockers: z.array(Reason),
  conditions: z.array(Reason),
  audit: SourceAudit,
});
export type WorkVerdict = z.infer<typeof WorkVerdict>;

// What a final verification comes to, and whether the sources stayed as they were while it looked.

import { z } from 'zod';

export const SourceAudit = z.strictObject({
  /** Paths of the project that are not as they were when the run began; empty is as it must be. */
  changed: z.array(z.string()).max(1000),
  /** Why it could not be told, where it could not. */
  unknown: z.string().optional(),
});
export type SourceAudit = z.infer<typeof SourceAudit>;

export const WorkVerdict = z.strictObject({
  verdict: z.enum(['accepted', 'conditional-accept', 'blocked']),
  /** Findings and gaps that must be mended first; accepted has none. */
  blockers: z.array(z.strictObject({ ref: z.string(), why: z.string().max(2000) })),
  conditions: z.array(z.strictObject({ ref: z.string(), why: z.string().max(2000) })),
  audit: SourceAudit,
});
export type WorkVerdict = z.infer<typeof WorkVerdict>;

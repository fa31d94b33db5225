// A question to a person, and the answer. The answer names the digest of what was shown, so that
// nobody approves something else than they saw.

import { z } from 'zod';
import { Digest, GateId } from './ids.ts';
import { Timestamp } from './time.ts';

export const GateAnswer = z.enum(['approve', 'reject', 'request-changes', 'abort']);
export type GateAnswer = z.infer<typeof GateAnswer>;

export const Gate = z.strictObject({
  id: GateId,
  phase: z.string(),
  asks: z.string(),
  why: z.string(),
  offers: z.array(z.strictObject({ answer: GateAnswer, does: z.string() })).min(1),
  shown: Digest,
  openedAt: Timestamp,
  expiresAt: Timestamp,
});
export type Gate = z.infer<typeof Gate>;

// A question to a person, and the answer. The answer names the digest of what was shown, so that no one approves something other
// than what they saw.

import { Digest, DispatchId, GateId, PhaseKey } from '../ids.ts';
import * as z from '../schema.ts';
import { exactText, freeText, wholeList } from '../text.ts';
import { Timestamp } from '../time.ts';

export const GATE_ANSWERS = ['approve', 'reject', 'request-changes', 'verify-again', 'abort'] as const;
export const GateAnswer = z.enum(GATE_ANSWERS);
export type GateAnswer = z.infer<typeof GateAnswer>;

export const GateSubject = z.discriminatedUnion('kind', [
  /** A plan that others have examined. */
  z.strictObject({ kind: z.literal('plan'), plan: Digest }),
  /** A worker that needs an answer: `approve` with a comment gives it, `reject` continues without the worker. */
  z.strictObject({ kind: z.literal('question'), dispatch: DispatchId }),
  /** A stage of a plan is stuck: nothing proves it, or every attempt failed. */
  z.strictObject({ kind: z.literal('stage'), stage: exactText(40), attempt: z.int().min(0) }),
  /**
   * A phase that delivered nothing although earlier ones did: `approve` tries again, with the worker that the comment names, if
   * any, and `reject` continues without the phase.
   */
  z.strictObject({ kind: z.literal('failure'), dispatch: DispatchId }),
  /** What the template asks after a phase; a phase may have several such gates. */
  z.strictObject({ kind: z.literal('phase'), name: exactText(64) }),
]);
export type GateSubject = z.infer<typeof GateSubject>;

/** A command that `approve` permits, and what it is for: the setup of every workplace, stages by id, criteria by number. */
export const GateCommands = z.strictObject({
  name: exactText(1000),
  argv: wholeList(exactText(4096), 200).min(1),
  for: wholeList(exactText(60), 1000).min(1),
});
export type GateCommands = z.infer<typeof GateCommands>;

export const Gate = z.strictObject({
  id: GateId,
  phase: PhaseKey,
  about: GateSubject,
  asks: freeText(4000),
  why: freeText(4000),
  offers: z.array(z.strictObject({ answer: GateAnswer, does: freeText(1000) })).min(1),
  shown: Digest,
  /** Everything that an approval permits, and nothing else. */
  runs: wholeList(GateCommands, 5000).optional(),
  openedAt: Timestamp,
  expiresAt: Timestamp,
});
export type Gate = z.infer<typeof Gate>;

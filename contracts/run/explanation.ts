// Why a worker is in its state, and what the lead will do next and when: the answer of `muster explain` about a worker.

import { DispatchId, SeatName } from '../ids.ts';
import * as z from '../schema.ts';

export const Explanation = z.strictObject({
  dispatch: DispatchId,
  seat: SeatName,
  attempt: z.int().nullable(),
  /** The state of the dispatch and its attempt, in one sentence. */
  stands: z.string(),
  /** What was seen, one sentence each: the evidence. */
  seen: z.array(z.string()),
  /** What follows if nothing else happens, soonest first; without a time if it waits for something else. */
  next: z.array(z.strictObject({ what: z.string(), inMs: z.int().nullable() })),
});
export type Explanation = z.infer<typeof Explanation>;

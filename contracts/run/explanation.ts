// Why a worker is in the state it is in, and what the lead will do next and when: what `muster explain` says
// of a worker.

import { DispatchId, SeatName } from '../ids.ts';
import * as z from '../schema.ts';

export const Explanation = z.strictObject({
  dispatch: DispatchId,
  seat: SeatName,
  attempt: z.int().nullable(),
  /** Of the dispatch and its attempt, in one sentence. */
  stands: z.string(),
  /** What was seen, one sentence each: the evidence. */
  seen: z.array(z.string()),
  /** What follows if nothing else happens, the soonest first; without a time where it waits for something else. */
  next: z.array(z.strictObject({ what: z.string(), inMs: z.int().nullable() })),
});
export type Explanation = z.infer<typeof Explanation>;

// Which attempt at work that writes is the one that counts. Whoever is asked for its work first asks for the fence of that
// work: one of an older fence hands nothing over, and nothing of an older fence is taken in.

import * as z from '../schema.ts';

/** Of two fences the newer one has the higher epoch of the lead; of one epoch, the later dispatch; of one dispatch, the later attempt. */
export const Fence = z.strictObject({
  epoch: z.int().min(1),
  dispatch: z.int().min(1),
  attempt: z.int().min(1),
});
export type Fence = z.infer<typeof Fence>;

export function isOlder(one: Fence, other: Fence): boolean {
  if (one.epoch !== other.epoch) return one.epoch < other.epoch;
  if (one.dispatch !== other.dispatch) return one.dispatch < other.dispatch;
  return one.attempt < other.attempt;
}

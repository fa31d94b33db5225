// A fencing token: which attempt at work that writes is the current one. A host checks the fence before it hands over work; work
// with an older fence is neither handed over nor accepted.

import * as z from '../schema.ts';

/**
 * The newer of two fences has the higher epoch of the lead; in the same epoch, the later dispatch; of the same dispatch, the later
 * attempt.
 */
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

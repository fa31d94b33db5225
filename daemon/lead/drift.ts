// Whether the time of day has drifted from awake time: the machine slept, or its clock was set. Small
// differences, such as those of a clock being corrected, add up until they count.

import type { Instant, Millis } from '../../contracts/time.ts';

const COUNTS: Millis = 2_000;

/** Returns how far the time of day has jumped since the last jump that it returned; 0 if it has not. */
export function driftFrom(now: Instant, awake: Millis): (now: Instant, awake: Millis) => Millis {
  let known = now - awake;
  return (then, awakeThen) => {
    const jumped = Math.round(then - awakeThen - known);
    if (Math.abs(jumped) < COUNTS) return 0;
    known += jumped;
    return jumped;
  };
}

// Whether the time of day differs from awake time: the machine slept, or its clock was set.
// Small differences, as a clock that is being corrected has, are gathered until they count.

import type { Instant, Millis } from '../../contracts/time.ts';

const COUNTS: Millis = 2_000;

/** Gives how far the time of day has jumped since the last jump it gave; 0 for none. */
export function driftFrom(now: Instant, awake: Millis): (now: Instant, awake: Millis) => Millis {
  let known = now - awake;
  return (then, awakeThen) => {
    const jumped = Math.round(then - awakeThen - known);
    if (Math.abs(jumped) < COUNTS) return 0;
    known += jumped;
    return jumped;
  };
}

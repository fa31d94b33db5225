// For how long a host lets a worker go on when no server hears it. The lead waits for all of the lease before it begins another one, so
// what is left of it is for the worker to end.

import type { Millis } from '../../../contracts/time.ts';

const AT_MOST = 0.8;
const AT_LEAST = 0.6;

/** Whole, as every time in the program. `grace` is what a worker is given to end by itself. */
export const ownLease = (lease: Millis, grace: Millis): Millis =>
  Math.floor(lease * Math.max(AT_LEAST, Math.min(AT_MOST, 1 - grace / lease)));

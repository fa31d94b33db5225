// How long a host lets a worker continue when it hears no server. The lead waits for the full lease before it starts a replacement,
// so the host stops earlier and the rest is time for the worker to exit.

import type { Millis } from '../../../contracts/time.ts';

const AT_MOST = 0.8;
const AT_LEAST = 0.6;

/** Whole milliseconds, like every time in the program. `grace` is the time that a worker gets to exit. */
export const ownLease = (lease: Millis, grace: Millis): Millis =>
  Math.floor(lease * Math.max(AT_LEAST, Math.min(AT_MOST, 1 - grace / lease)));

// How long a provider rests after one of its workers hit its rate limit. Pure. A worker's output is untrusted: no line it prints
// can make a provider rest for longer than a day.

import type { Instant, Millis } from '../../contracts/time.ts';

/** How often one dispatch is restarted after its provider rested; then it has failed. */
export const MOST_HOLDS = 5;

const LONGEST: Millis = 24 * 3_600_000;
const WITHOUT_A_TIME: Millis = 15 * 60_000;
const FIRST: Millis = 1_000;

/** `before` counts the earlier holds of the same dispatch: if the announced time is wrong each time, the rests get longer. */
export function heldUntil(resetAt: Instant | null, before: number, at: Instant): Instant {
  const least = Math.min(FIRST * 4 ** before, WITHOUT_A_TIME);
  const asked = resetAt === null ? WITHOUT_A_TIME : resetAt - at;
  return at + Math.min(Math.max(asked, least), LONGEST);
}

// A daemon that a command started on demand ends by itself after being idle for a while.

import { millis } from '../../../contracts/time.ts';
import { systemClock } from '../../../runtime/clock.ts';
import { periodicTimer } from '../../../runtime/watch/periodic-timer.ts';

/** Returns a function that stops watching. */
export function endWhenIdle(busy: () => boolean, after: string, end: () => void): () => void {
  const limit = millis(after);
  let idleSince = performance.now();
  return periodicTimer(systemClock).every(Math.min(limit, 15_000), () => {
    if (busy()) idleSince = performance.now();
    else if (performance.now() - idleSince >= limit) end();
  });
}

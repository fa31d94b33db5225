// Something of a home that must be there as long as its daemon works: looked at now and then, and made again.

import { lstatSync } from 'node:fs';
import { systemClock } from '../../runtime/clock.ts';
import { roundsOf } from '../../runtime/watch/rounds.ts';

/** One look costs a few microseconds; a waiter waits this long at most. */
const LOOK_EVERY = 3_000;

/** Calls `make` each time there is nothing at the path. What fails is tried again at the next look. */
export function whenMissing(path: string, make: () => Promise<void>): { stop(): Promise<void> } {
  let making: Promise<void> | undefined;
  const stop = roundsOf(systemClock).every(LOOK_EVERY, () => {
    if (making || isThere(path)) return;
    making = make()
      .catch(() => undefined)
      .finally(() => {
        making = undefined;
      });
  });
  return {
    async stop() {
      stop();
      await making;
    },
  };
}

/** Asked at once: an answer that comes later would wake the daemon once more. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

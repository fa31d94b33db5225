// Drives a long computation without holding up the process: after some milliseconds of its steps everything else
// that waits has its turn.

import { setImmediate as othersTurn } from 'node:timers/promises';
import type { Steps } from './steps.ts';

/** Too short to notice, and long enough that yielding costs little compared with the work. */
const SLICE = 8;

export async function inSlices<T>(steps: Steps<T>): Promise<T> {
  let until = performance.now() + SLICE;
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() < until) continue;
    await othersTurn();
    until = performance.now() + SLICE;
  }
}

// Returns memory to the system after the start-up and after bursts of work. Node collects garbage only while it allocates, so an
// idle process would keep it for ever.

import { getHeapStatistics } from 'node:v8';
import { skipNextFollowUpCollection } from './follow-up-collection.ts';

const NOTHING_DONE = 2_000;
/** A process that is busy for a larger share of the time is at work and should not be interrupted. */
const AT_WORK = 0.05;
/** Only this much garbage is worth the 50 ms that a collection takes. */
const WORTH_IT = 6 * 1024 * 1024;

/** Collects garbage once the process is idle after its start, and after any work reported by `worked`. */
export function collectGarbageWhenIdle(): { worked(): void } {
  let kept = 0;
  let looking = false;
  const look = (before: ReturnType<typeof performance.eventLoopUtilization>): void => {
    looking = false;
    if (performance.eventLoopUtilization(before).utilization > AT_WORK) lookLater();
    else if (isWorthIt())
      void collectAll().then(
        () => {
          kept = getHeapStatistics().used_heap_size;
        },
        () => {
          // This Node has no inspector: the process stays as large as it is.
          kept = Number.POSITIVE_INFINITY;
        },
      );
  };
  const isWorthIt = (): boolean => getHeapStatistics().used_heap_size >= kept + WORTH_IT;
  const lookLater = (): void => {
    looking = true;
    setTimeout(look, NOTHING_DONE, performance.eventLoopUtilization()).unref();
  };
  lookLater();
  return {
    worked() {
      // An occasional line leaves no garbage and deserves no wake-up of its own.
      if (!looking && isWorthIt()) lookLater();
    },
  };
}

/**
 * Through the inspector. `--expose-gc` would invalidate Node's code cache, and the `gc` function of a new context makes V8 do
 * another full collection eight seconds later.
 */
async function collectAll(): Promise<void> {
  const { Session } = await import('node:inspector/promises');
  const session = new Session();
  session.connect();
  skipNextFollowUpCollection();
  try {
    await session.post('HeapProfiler.collectGarbage');
  } finally {
    session.disconnect();
  }
}

// Returns memory to the system after the start-up and after bursts of work. Node collects garbage only while it allocates, so an
// idle process would keep it for ever.

import { setImmediate } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { type FlagRestorer, restoreFollowUpCollections, skipNextFollowUpCollection } from './follow-up-collection.ts';

const NOTHING_DONE = 2_000;
/** A process that is busy for a larger share of the time is at work and should not be interrupted. */
const AT_WORK = 0.05;
/** A larger heap takes longer to collect: 100 ms with 20 MB. It is worth it only if the heap has grown by this factor. */
const WORTH_IT = 1.25;

/**
 * Collects garbage once the process is idle after its start, and after any work reported by `worked`. A process that wakes up now and
 * then anyway is its own `restorer` of V8's flags: it calls `awake` whenever it is awake, and no timer wakes it.
 */
export function collectGarbageWhenIdle(restorer: FlagRestorer = 'timer'): { worked(): void; awake(): void } {
  let kept = 0;
  let looking = false;
  let quiet = quietFromNow();
  const look = (): void => {
    looking = false;
    const rest = NOTHING_DONE - (performance.now() - quiet.since);
    // A collection takes a tenth of a second. Results that come one after the other use little time each, and would wait for it.
    if (rest > 0) lookIn(rest);
    else if (performance.eventLoopUtilization(quiet.load).utilization > AT_WORK) {
      quiet = quietFromNow();
      lookIn(NOTHING_DONE);
    } else if (isWorthIt())
      void collectAll(restorer).then(
        () => {
          kept = heapSize();
        },
        () => {
          // This Node has no inspector: the process stays as large as it is.
          kept = Number.POSITIVE_INFINITY;
        },
      );
  };
  const isWorthIt = (): boolean => heapSize() >= kept * WORTH_IT;
  const lookIn = (pause: number): void => {
    looking = true;
    setTimeout(look, pause).unref();
  };
  lookIn(NOTHING_DONE);
  return {
    worked() {
      quiet = quietFromNow();
      // An occasional line leaves no garbage and deserves no wake-up of its own.
      if (!looking && isWorthIt()) lookIn(NOTHING_DONE);
    },
    awake: restoreFollowUpCollections,
  };
}

const quietFromNow = () => ({ since: performance.now(), load: performance.eventLoopUtilization() });

/**
 * What V8 holds, not what it uses: after a collection of its own, most of what can be returned is free space in pages that are still
 * partly in use.
 */
const heapSize = (): number => getHeapStatistics().total_heap_size;

/**
 * Through the inspector. `--expose-gc` would invalidate Node's code cache, and the `gc` function of a new context makes V8 do
 * another full collection eight seconds later.
 */
async function collectAll(restorer: FlagRestorer): Promise<void> {
  const { Session } = await import('node:inspector/promises');
  const session = new Session();
  session.connect();
  skipNextFollowUpCollection(restorer);
  try {
    // The pages that the first one empties are returned by the second one.
    await session.post('HeapProfiler.collectGarbage');
    // What has arrived meanwhile does not wait for both.
    await setImmediate();
    await session.post('HeapProfiler.collectGarbage');
  } finally {
    session.disconnect();
  }
}

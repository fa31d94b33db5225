// What a start and what work leave behind is given back: once nothing is done any more, Node would never come to collect it.

import { getHeapStatistics } from 'node:v8';
import { noneAfterThis } from './second-collection.ts';

const NOTHING_DONE = 2_000;
/** The share of that time in which a process does something, and should not be held up. */
const AT_WORK = 0.05;
/** So much is worth the 50 ms that it takes. */
const WORTH_IT = 6 * 1024 * 1024;

/** Gives back what is not needed any more when nothing is done after the start, and after whatever is told as work. */
export function letGoWhenNothingIsDone(): { worked(): void } {
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
          // A Node without an inspector: it stays as large as it is.
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
      // A line now and then leaves nothing, and needs no wake-up of its own.
      if (!looking && isWorthIt()) lookLater();
    },
  };
}

/**
 * By the inspector: a flag for it would be one for which Node has not compiled its own modules, and the function `gc` of a context that is made
 * later has V8 collect everything once more, eight seconds after the context was made.
 */
async function collectAll(): Promise<void> {
  const { Session } = await import('node:inspector/promises');
  const session = new Session();
  session.connect();
  noneAfterThis();
  try {
    await session.post('HeapProfiler.collectGarbage');
  } finally {
    session.disconnect();
  }
}

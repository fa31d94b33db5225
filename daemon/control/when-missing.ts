// Something of a home that must be there as long as its daemon works: looked at now and then, and made again.

import { exists } from '../../runtime/files.ts';

/** One look costs a few microseconds; a waiter waits this long at most. */
const LOOK_EVERY = 2_000;

/** Calls `make` each time there is nothing at the path. What fails is tried again at the next look. */
export function whenMissing(path: string, make: () => Promise<void>): { stop(): Promise<void> } {
  let looking = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking.then(async () => {
      if (!(await exists(path))) await make();
    });
    looking = looking.catch(() => undefined);
  }, LOOK_EVERY).unref();
  return {
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}

// Something of a home that must be there as long as its daemon works: looked at now and then, and made again.

import { lstatSync } from 'node:fs';
import { lookWhileThere } from '../../runtime/watch/while-there.ts';

/** Calls `make` each time there is nothing at the path. What fails is tried again at the next look. */
export function whenMissing(path: string, make: () => Promise<void>): { stop(): Promise<void> } {
  let making: Promise<void> | undefined;
  const stop = lookWhileThere(path, () => {
    if (isThere(path)) return true;
    if (making) return false;
    making = make()
      .catch(() => undefined)
      .finally(() => {
        making = undefined;
      });
    return false;
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

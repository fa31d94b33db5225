// Restores a file of the home that must exist as long as its daemon runs, checking for it regularly.

import { lstatSync } from 'node:fs';
import { watchForRemoval } from '../../runtime/watch/watch-removal.ts';

/** Calls `make` whenever nothing is at the path. A failure is retried at the next check. */
export function whenMissing(path: string, make: () => Promise<void>): { stop(): Promise<void> } {
  let making: Promise<void> | undefined;
  const stop = watchForRemoval(path, () => {
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

/** Synchronous, because an asynchronous answer would wake the daemon once more. A path that cannot be looked at counts as missing. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

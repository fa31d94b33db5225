// Wakes whoever follows a file that another process writes: soon after something was written, and rarely otherwise. A
// write is told before it can be read (a commit still waits for its sync), so after each there are a few looks.

import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export type Stirs = {
  /** Resolves when the next look is due; `found` says whether the last one found something. */
  next(found: boolean, leave?: AbortSignal): Promise<void>;
  /** Makes a look due at once. */
  now(): void;
  [Symbol.dispose](): void;
};

/** The looks after something was written. While others write to the same file and nothing is found, the last of them repeats. */
const AFTER = [8, 15, 30, 60, 100];
/** Where nothing was written; under a second, so that a clock that is shown does not skip one. */
const QUIET = 900;
/** Where the system cannot tell. */
const UNTOLD = 100;

/** Follows what is written to a file, or to one beside it whose name begins with the same: SQLite writes to `ledger.db-wal`. */
export function stirsOf(path: string): Stirs {
  let due = 0;
  let written = false;
  let wake = new AbortController();
  let watcher: FSWatcher | undefined = begin();

  function begin(): FSWatcher | undefined {
    try {
      const begun = watch(dirname(path), { persistent: false }, (_, name) => {
        if (name?.startsWith(basename(path)) === false) return;
        written = true;
        if (due === AFTER.length) wake.abort();
      });
      begun.on('error', close);
      return begun;
    } catch {
      return undefined;
    }
  }

  function close(): void {
    watcher?.close();
    watcher = undefined;
    wake.abort();
  }

  async function pause(time: number, leave: AbortSignal | undefined): Promise<void> {
    const signal = leave ? AbortSignal.any([wake.signal, leave]) : wake.signal;
    await sleep(time, undefined, { signal }).catch(() => undefined);
    if (wake.signal.aborted) wake = new AbortController();
  }

  return {
    async next(found, leave) {
      if (watcher === undefined) return pause(UNTOLD, leave);
      if (found) due = 0;
      else if (due === AFTER.length && written) due--;
      const after = AFTER[due];
      if (after === undefined) {
        await pause(QUIET, leave);
        if (written) due = 0;
        return;
      }
      due++;
      written = false;
      await pause(after, leave);
    },
    now: () => wake.abort(),
    [Symbol.dispose]: close,
  };
}

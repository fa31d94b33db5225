// Wakes a reader of a file that another process writes: soon after a write, and rarely otherwise. A write can be reported before it
// can be read (a commit still waits for its sync), so each is followed by a few looks.

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

/** Delays of the looks after a write. While others write to the same file and nothing is found, the last one repeats. */
const AFTER = [8, 15, 30, 60, 100];
/** Without writes; under a second, so that a displayed clock does not skip one. */
const QUIET = 900;
/** If the system cannot report writes. */
const UNTOLD = 100;

/** Watches a file, or files beside it whose names start with the same: SQLite writes to `ledger.db-wal`. */
export function stirsOf(path: string): Stirs {
  const told = watched(path);
  let due = 0;
  return {
    async next(found, leave) {
      if (!told.works()) return told.pause(UNTOLD, { wakeable: false, leave });
      if (found) due = 0;
      else if (due === AFTER.length && told.seen()) due--;
      const after = AFTER[due];
      if (after === undefined) {
        await told.pause(QUIET, { wakeable: true, leave });
        if (told.seen()) due = 0;
        return;
      }
      due++;
      told.news();
      await told.pause(after, { wakeable: due === AFTER.length, leave });
    },
    now: told.wake,
    [Symbol.dispose]: told.close,
  };
}

export type Watched = {
  /** Whether the system reports writes. */
  works(): boolean;
  /** Whether there was a write since the last call of `news`. */
  seen(): boolean;
  /** The same, and resets it. */
  news(): boolean;
  /** `wakeable`: a write ends the pause, but not within the first `atLeast` milliseconds. */
  pause(time: number, how: { wakeable: boolean; atLeast?: number; leave: AbortSignal | undefined }): Promise<void>;
  wake(): void;
  close(): void;
};

/** `alone`: the one file that is written, if it exists; then other changes in the folder wake nobody. */
export function watched(path: string, alone?: string): Watched {
  let written = false;
  let wakeable = false;
  let notBefore = 0;
  let waking: NodeJS.Timeout | undefined;
  let wake = new AbortController();
  let watcher: FSWatcher | undefined = (alone !== undefined && beginAlone(alone)) || begin();

  function begin(): FSWatcher | undefined {
    try {
      const begun = watch(dirname(path), { persistent: false }, (_, name) => {
        if (name?.startsWith(basename(path)) !== false) stirred();
      });
      begun.on('error', close);
      return begun;
    } catch {
      return undefined;
    }
  }

  function beginAlone(file: string): FSWatcher | undefined {
    try {
      const begun = watch(file, { persistent: false }, (what) => {
        // The file was removed or replaced.
        if (what === 'rename') {
          begun.close();
          watcher = begin();
        }
        stirred();
      });
      begun.on('error', close);
      return begun;
    } catch {
      return undefined;
    }
  }

  function stirred(): void {
    written = true;
    if (wakeable) wakeInTime();
  }

  function wakeInTime(): void {
    const left = notBefore - performance.now();
    if (left <= 0) wake.abort();
    else waking ??= setTimeout(() => wake.abort(), left);
  }

  function close(): void {
    watcher?.close();
    watcher = undefined;
    wake.abort();
  }

  return {
    works: () => watcher !== undefined,
    seen: () => written,
    news() {
      const before = written;
      written = false;
      return before;
    },
    async pause(time, how) {
      wakeable = how.wakeable;
      notBefore = performance.now() + (how.atLeast ?? 0);
      const signal = how.leave ? AbortSignal.any([wake.signal, how.leave]) : wake.signal;
      await sleep(time, undefined, { signal }).catch(() => undefined);
      wakeable = false;
      clearTimeout(waking);
      waking = undefined;
      if (wake.signal.aborted) wake = new AbortController();
    },
    wake: () => wake.abort(),
    close,
  };
}

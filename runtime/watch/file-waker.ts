// Wakes a reader of a file that another process writes: soon after a write, and rarely otherwise. A write can be reported before it
// can be read (a commit still waits for its sync), so each is followed by a few looks.

import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export type FileWaker = {
  /** Resolves when the next look is due; `found` says whether the last one found something. */
  next(found: boolean, leave?: AbortSignal): Promise<void>;
  /** Makes a look due at once. */
  wake(): void;
  [Symbol.dispose](): void;
};

/** Delays of the looks after a write. While others write to the same file and nothing is found, the last one repeats. */
const AFTER = [8, 15, 30, 60, 100];
/** Without writes; under a second, so that a displayed clock does not skip one. */
const QUIET = 900;
/** If the system cannot report writes. */
const UNREPORTED = 100;

/**
 * Watches a file, or files beside it whose names start with the same: SQLite writes to `ledger.db-wal`. `atLeastEvery`: the longest time
 * between looks if no write is reported.
 */
export function fileWaker(path: string, atLeastEvery: number = QUIET): FileWaker {
  const writes = watchWrites(path);
  let due = 0;
  return {
    async next(found, leave) {
      if (!writes.works()) return writes.pause(UNREPORTED, { wakeable: false, leave });
      if (found) due = 0;
      else if (due === AFTER.length && writes.hasWrites()) due--;
      const after = AFTER[due];
      if (after === undefined) {
        await writes.pause(atLeastEvery, { wakeable: true, leave });
        if (writes.hasWrites()) due = 0;
        return;
      }
      due++;
      writes.takeWrites();
      await writes.pause(after, { wakeable: due === AFTER.length, leave });
    },
    wake: writes.wake,
    [Symbol.dispose]: writes.close,
  };
}

export type WriteWatch = {
  /** Whether the system reports writes. */
  works(): boolean;
  /** Whether there was a write since the last call of `news`. */
  hasWrites(): boolean;
  /** The same, and resets it. */
  takeWrites(): boolean;
  /** `wakeable`: a write ends the pause, but not within the first `atLeast` milliseconds. */
  pause(time: number, how: { wakeable: boolean; atLeast?: number; leave: AbortSignal | undefined }): Promise<void>;
  wake(): void;
  close(): void;
};

/** `alone`: the one file that is written, if it exists; then other changes in the folder wake nobody. */
export function watchWrites(path: string, alone?: string): WriteWatch {
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
      // No watcher is left, or the folder is gone: the file is then looked at now and then.
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
    hasWrites: () => written,
    takeWrites() {
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

// Moving what is in SQLite's log into the ledger's file, which waits for the disk twice: on a thread of its own, which has no
// schemas and lives only while there is something to move. If it cannot, the log grows, and is moved here in the end.

import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type Database from 'better-sqlite3';
import type { Millis } from '../../../contracts/time.ts';

export type Checkpoints = {
  /** Between two transactions. What comes back is to be waited for before more is written. */
  afterCommit(): Promise<void> | undefined;
  close(): Promise<void>;
};

const PROGRAM = fileURLToPath(new URL(`./checkpoint-program.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url));

/** So many pages of the log are worth moving, while writing goes on. */
const MANY = 1_000;
/** A log of so many waits until all of it is moved: only then it begins again. */
const TOO_MANY = 4_000;
/** So often in a row it may have failed. */
const TRIES = 3;
const IDLE_FOR: Millis = 3_000;
/** It has little to remember. */
const SMALL = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16 };

export function checkpointsOf(database: Database.Database, path: string): Checkpoints {
  database.pragma('wal_autocheckpoint = 0');
  // It only counts: pages in the log, and those of them that were moved.
  const count = database.prepare<[], [busy: number, all: number, moved: number]>('PRAGMA wal_checkpoint(NOOP)').raw();
  const move = database.prepare('PRAGMA wal_checkpoint(PASSIVE)').raw();
  let thread: Worker | undefined;
  let moving: Promise<void> | undefined;
  let failures = 0;
  let waitsFrom = TOO_MANY;
  let idle: NodeJS.Timeout | undefined;
  let isClosed = false;

  function counted(): { all: number; left: number } {
    const [, all = 0, moved = 0] = count.get() ?? [];
    return { all, left: all - moved };
  }

  function begun(): Worker {
    const worker = new Worker(PROGRAM, { workerData: path, resourceLimits: SMALL });
    // Whoever waits for it hears of both; without a listener an error would end the process.
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      if (thread === worker) thread = undefined;
    });
    return worker;
  }

  /** It keeps no process alive, and does not stay long. */
  function rest(worker: Worker): void {
    worker.unref();
    idle = setTimeout(() => void worker.terminate(), IDLE_FOR).unref();
  }

  function onThread(): Promise<void> {
    clearTimeout(idle);
    thread ??= begun();
    const worker = thread;
    worker.ref();
    return new Promise<void>((resolve) => {
      const end = (isMoved: boolean) => {
        worker.off('message', end);
        worker.off('exit', gone);
        failures = isMoved ? 0 : failures + 1;
        moving = undefined;
        if (!isClosed) rest(worker);
        resolve();
      };
      const gone = () => end(false);
      worker.on('message', end);
      worker.on('exit', gone);
      worker.postMessage('move');
    });
  }

  /** What was written while it was moved is left: nothing is written while that follows. */
  async function wholly(): Promise<void> {
    await moving;
    if (isClosed || counted().left === 0) return;
    moving ??= onThread();
    await moving;
  }

  return {
    afterCommit() {
      const { all, left } = counted();
      if (isClosed || all < MANY) {
        waitsFrom = TOO_MANY;
        return undefined;
      }
      if (failures >= TRIES) {
        if (left > TOO_MANY) move.get();
        return undefined;
      }
      if (all > waitsFrom) {
        // A reader elsewhere may keep it from beginning again: it is not waited for at every commit.
        waitsFrom = all + TOO_MANY;
        return wholly();
      }
      if (left >= MANY) moving ??= onThread();
      return undefined;
    },
    async close() {
      isClosed = true;
      clearTimeout(idle);
      thread?.ref();
      await thread?.terminate();
    },
  };
}

// Checkpoints SQLite's log into the ledger's file. That syncs twice, so it runs on a thread, which loads no schemas and lives only
// while there is something to move. If the thread keeps failing, the log grows and is finally moved here.

import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type Database from 'better-sqlite3';
import type { Millis } from '../../../contracts/time.ts';

/** The pages in the log, and how many of them are not in the ledger's file yet. */
export type LogPages = { all: number; left: number };

export type Checkpoints = {
  pages(): LogPages;
  /** Call it between two transactions. Await what it returns before writing more. */
  afterCommit(pages: LogPages): Promise<void> | undefined;
  close(): Promise<void>;
};

const PROGRAM = fileURLToPath(new URL(`./checkpoint-program.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url));

/** How many pages make a checkpoint worthwhile while writes go on. */
const MANY = 1_000;
/** At this length, writes wait for a complete checkpoint, because only then can SQLite start the log over. */
const TOO_MANY = 4_000;
/** How often in a row the thread may fail. */
const TRIES = 3;
const IDLE_FOR: Millis = 3_000;
/** The thread needs little memory. */
const SMALL = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16 };

export function checkpointsOf(database: Database.Database, path: string): Checkpoints {
  database.pragma('wal_autocheckpoint = 0');
  // NOOP only counts: the pages in the log, and how many of them were moved.
  const count = database.prepare<[], [busy: number, all: number, moved: number]>('PRAGMA wal_checkpoint(NOOP)').raw();
  const move = database.prepare('PRAGMA wal_checkpoint(PASSIVE)').raw();
  let thread: Worker | undefined;
  let moving: Promise<void> | undefined;
  let failures = 0;
  let waitsFrom = TOO_MANY;
  let idle: NodeJS.Timeout | undefined;
  let isClosed = false;

  function pages(): LogPages {
    const [, all = 0, moved = 0] = count.get() ?? [];
    return { all, left: all - moved };
  }

  function startedThread(): Worker {
    const worker = new Worker(PROGRAM, { workerData: path, resourceLimits: SMALL });
    // A waiting caller hears of both events; without a listener for it, an error would end the process.
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      if (thread === worker) thread = undefined;
    });
    return worker;
  }

  /** An idle thread keeps no process alive and ends soon. */
  function rest(worker: Worker): void {
    worker.unref();
    idle = setTimeout(() => void worker.terminate(), IDLE_FOR).unref();
  }

  function onThread(): Promise<void> {
    clearTimeout(idle);
    thread ??= startedThread();
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

  /** The checkpoint that is running may miss what was written meanwhile, so a second one follows, during which nothing is written. */
  async function checkpointFully(): Promise<void> {
    await moving;
    if (isClosed || pages().left === 0) return;
    moving ??= onThread();
    await moving;
  }

  return {
    pages,
    afterCommit({ all, left }) {
      if (isClosed || all < MANY) {
        waitsFrom = TOO_MANY;
        return undefined;
      }
      if (failures >= TRIES) {
        if (left > TOO_MANY) move.get();
        return undefined;
      }
      if (all > waitsFrom) {
        // A reader in another process can prevent the log from starting over; do not wait again at every commit.
        waitsFrom = all + TOO_MANY;
        return checkpointFully();
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

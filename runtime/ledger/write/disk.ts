// Making durable what was committed, without holding up the process. A commit is written to SQLite's log at once, and the disk is
// waited for on a thread of Node's own pool; until it is there nobody is told, and readers of this process see what was before it.

import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { checkpointsOf } from './checkpoints.ts';

export type Disk = {
  /** To be called before a commit: from here on what is read is what was durable before it. */
  hold(): void;
  /** Resolves when everything that was committed is on the disk; rejects when that can no longer be known. */
  sync(): Promise<void>;
  /** The same, for who cannot wait. */
  syncNow(): void;
  /** Readers see all of it. */
  release(): void;
  /** Between two transactions. What comes back is to be waited for before more is written. */
  tidy(): Promise<void> | undefined;
  close(): Promise<void>;
};

/** Two connections to one file: one writes, the other reads. From here on the first commits without waiting for the disk. */
export function diskUnder({ database, reader, path }: { database: Database.Database; reader: Database.Database; path: string }): Disk {
  database.pragma('synchronous = NORMAL');
  // SQLite holds no lock on its log, so that opening and closing it here takes none away.
  const log = openSync(`${path}-wal`, 'r');
  const anyRow = reader.prepare<[], number>('SELECT epoch FROM fence').pluck();
  const checkpoints = checkpointsOf(database, path);
  /** A statement that has not come to its end keeps what its connection sees. */
  let held: IterableIterator<number> | undefined;
  let underWay = 0;
  let isClosed = false;

  function release(): void {
    held?.return?.();
    held = undefined;
  }

  function closeLog(): void {
    if (isClosed && underWay === 0) closeSync(log);
  }

  return {
    hold() {
      held = anyRow.iterate();
      held.next();
    },
    sync: () =>
      new Promise((resolve, reject) => {
        underWay += 1;
        fdatasync(log, (error) => {
          underWay -= 1;
          closeLog();
          if (error) reject(error);
          else resolve();
        });
      }),
    syncNow: () => fdatasyncSync(log),
    release,
    tidy: checkpoints.afterCommit,
    async close() {
      if (isClosed) return;
      release();
      await checkpoints.close();
      isClosed = true;
      closeLog();
    },
  };
}

// Makes commits durable without blocking the process. A commit goes into SQLite's log at once, and a thread of Node's pool syncs
// that log. Until then no caller is told of it, and readers in this process do not see it.

import { closeSync, fdatasync, fdatasyncSync, openSync } from 'node:fs';
import type Database from 'better-sqlite3';
import { checkpointsOf } from './checkpoints.ts';
import { logRoomOf } from './log-room.ts';

export type Disk = {
  /** Call it before a commit: from here on, readers see only what was durable before it. */
  hold(): void;
  /** Resolves when everything committed is on the disk; rejects when that cannot be known any more. */
  sync(): Promise<void>;
  /** The same, synchronously. */
  syncNow(): void;
  /** Lets readers see everything. */
  release(): void;
  /** Call it between two transactions. Await what it returns before writing more. */
  tidy(): Promise<void> | undefined;
  close(): Promise<void>;
};

/** Takes two connections to one file, for writing and for reading. From here on, commits of the first no longer wait for the disk. */
export function diskUnder({ database, reader, path }: { database: Database.Database; reader: Database.Database; path: string }): Disk {
  database.pragma('synchronous = NORMAL');
  // SQLite holds no lock on the log file, so opening and closing it here drops none.
  const log = openSync(`${path}-wal`, 'r+');
  const anyRow = reader.prepare<[], number>('SELECT epoch FROM fence').pluck();
  const checkpoints = checkpointsOf(database, path);
  const room = logRoomOf(log, database, path);
  /** An unfinished statement pins the state that its connection sees. */
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

  function sync(): Promise<void> {
    return new Promise((resolve, reject) => {
      underWay += 1;
      fdatasync(log, (error) => {
        underWay -= 1;
        closeLog();
        if (error) reject(error);
        else resolve();
      });
    });
  }

  room.keep(checkpoints.pages().all);
  // The first commit then waits for its own pages only. If this fails, so will that, and somebody is told.
  sync().catch(() => undefined);
  return {
    hold() {
      held = anyRow.iterate();
      held.next();
    },
    sync,
    syncNow: () => fdatasyncSync(log),
    release,
    tidy() {
      const pages = checkpoints.pages();
      room.keep(pages.all);
      return checkpoints.afterCommit(pages);
    },
    async close() {
      if (isClosed) return;
      release();
      await checkpoints.close();
      isClosed = true;
      closeLog();
    },
  };
}

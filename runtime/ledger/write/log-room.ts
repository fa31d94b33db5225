// Keeps SQLite's log longer than what is in it. A sync after writing into existing blocks waits for these blocks only; after growing a
// file it also waits for the journal of the file system, and so for the names and sizes of all files that others have just made.

import { fstatSync, statfsSync, writevSync } from 'node:fs';
import type Database from 'better-sqlite3';

export type LogRoom = {
  /** Call it between two transactions, with the pages that the log has. */
  keep(pages: number): void;
};

/** What SQLite writes before the pages, and before each page. */
const HEAD = 32;
const FRAME_HEAD = 24;
/** Most commits write less. */
const LEAST = 128 * 1024;
const STEP = 1024 * 1024;
/** A disk with less than this has no room for what is only meant to be fast. */
const SPARE = 256 * 1024 * 1024;
const ZEROS = Buffer.alloc(64 * 1024);
const STEP_OF_ZEROS = Array.from({ length: STEP / ZEROS.length }, () => ZEROS);

/** `log`: open for writing. SQLite takes zeros behind the last page for the end of the log, after a crash too. */
export function logRoomOf(log: number, database: Database.Database, path: string): LogRoom {
  const pageSize = Number(database.pragma('page_size', { simple: true }));
  let length = 0;

  function isEnough(pages: number): boolean {
    return HEAD + pages * (FRAME_HEAD + pageSize) + LEAST <= length;
  }

  return {
    keep(pages) {
      if (isEnough(pages)) return;
      try {
        // As a writer, because another process may be writing to the end of this log.
        database.exec('BEGIN IMMEDIATE');
        try {
          length = fstatSync(log).size;
          if (!isEnough(pages) && hasSpare(path)) length += writevSync(log, STEP_OF_ZEROS, length);
        } finally {
          database.exec('ROLLBACK');
        }
      } catch {
        // Nothing is lost but time: SQLite writes its pages with or without room, and says it if that fails.
      }
    },
  };
}

function hasSpare(path: string): boolean {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize >= SPARE;
}

// The newest event of each stream: its number, digest and time. Cached between ticks until another connection writes, which SQLite
// can tell cheaply.

import type Database from 'better-sqlite3';
import type { StreamName } from '../../../contracts/event.ts';
import type { Instant } from '../../../contracts/time.ts';

export type Head = { id: number; seq: number; digest: string; ended: boolean; updatedAt: Instant };

export type Heads = {
  of(stream: StreamName): Head | undefined;
  /** The position of the newest event of all streams. */
  newest(): number;
  /** Records that an event was written at this position. */
  wrote(position: number): void;
  /** Inserts the stream's row; its events follow in the same transaction. */
  begin(stream: StreamName, head: Omit<Head, 'id'>): Head;
  /** Throws when the stream is no longer at `from`, or when `to` would undo its end. */
  advance(stream: StreamName, from: Head, to: Omit<Head, 'id'>): void;
  /** Call it first in each transaction: it drops the cache if another process has written. */
  refresh(): void;
  /** Call it after a rollback. */
  forget(): void;
};

/** More streams than are ever active at once; it only keeps a daemon that runs for months small. */
const MOST = 2_000;

export function headsIn(database: Database.Database): Heads {
  const version = database.prepare<[], number>('PRAGMA data_version').pluck();
  const select = database.prepare<[StreamName], Omit<Head, 'ended'> & { ended: number }>(
    'SELECT id, seq, digest, ended, updated_at AS updatedAt FROM streams WHERE name = ?',
  );
  const insert = database.prepare<[StreamName, number, string, number, Instant, Instant]>(
    'INSERT INTO streams (name, seq, digest, ended, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  // Checks the old number and `ended` again, where the transaction guarantees them. Nearly every commit leaves `ended` as it is,
  // and an UPDATE that does not set it need not touch the index on it.
  const update = database.prepare<[number, string, Instant, number, number, number]>(
    'UPDATE streams SET seq = ?, digest = ?, updated_at = ? WHERE id = ? AND seq = ? AND ended = ?',
  );
  const end = database.prepare<[number, string, Instant, number, number]>(
    'UPDATE streams SET seq = ?, digest = ?, updated_at = ?, ended = 1 WHERE id = ? AND seq = ? AND ended = 0',
  );
  const selectNewest = database.prepare<[], number>('SELECT coalesce(max(position), 0) FROM events').pluck();
  const known = new Map<StreamName, Head>();
  let newest: number | undefined;
  let seen: number | undefined;

  function remember(stream: StreamName, head: Head): Head {
    if (known.size >= MOST) known.clear();
    known.set(stream, head);
    return head;
  }

  function forget(): void {
    known.clear();
    newest = undefined;
  }

  return {
    of(stream) {
      const head = known.get(stream);
      if (head) return head;
      const row = select.get(stream);
      return row && remember(stream, { ...row, ended: row.ended === 1 });
    },
    begin(stream, { seq, digest, ended, updatedAt }) {
      const id = Number(insert.run(stream, seq, digest, ended ? 1 : 0, updatedAt, updatedAt).lastInsertRowid);
      return remember(stream, { id, seq, digest, ended, updatedAt });
    },
    advance(stream, { id, seq, ended }, to) {
      const { changes } =
        to.ended && !ended
          ? end.run(to.seq, to.digest, to.updatedAt, id, seq)
          : update.run(to.seq, to.digest, to.updatedAt, id, seq, to.ended ? 1 : 0);
      if (changes !== 1) throw new Error(`${stream} is no longer at event ${seq}`);
      remember(stream, { id, seq: to.seq, digest: to.digest, ended: to.ended, updatedAt: to.updatedAt });
    },
    newest() {
      newest ??= selectNewest.get() ?? 0;
      return newest;
    },
    wrote(position) {
      newest = position;
    },
    refresh() {
      const now = version.get();
      if (now !== seen) forget();
      seen = now;
    },
    forget,
  };
}

// Reads the rows of one stream as fast as possible, because reading dominates the opening of a long run.

import type Database from 'better-sqlite3';
import type { Sealed } from './digest.ts';

export type Rows = {
  /** Up to `most` rows, starting at `seq`. */
  from(stream: number, seq: number, most: number): Sealed[];
  each(stream: number, seq: number): Iterable<Sealed>;
  has(stream: number, seq: number): boolean;
};

/** Digest and body joined in one text: a single plucked column is read in little more than half the time. */
type Whole = string;
const DIGEST = 64;

/** LIMIT -1 means no limit in SQL. */
const EVERY = -1;

export function rowsIn(database: Database.Database): Rows {
  const select = database
    .prepare<[number, number, number], Whole>('SELECT digest || body FROM events WHERE stream = ? AND seq >= ? ORDER BY seq LIMIT ?')
    .pluck();
  const selectOne = database.prepare<[number, number], number>('SELECT 1 FROM events WHERE stream = ? AND seq = ?').pluck();

  return {
    from: (stream, seq, most) => select.all(stream, seq, most).map(parted),
    *each(stream, seq) {
      for (const row of select.iterate(stream, seq, EVERY)) yield parted(row);
    },
    has: (stream, seq) => selectOne.get(stream, seq) !== undefined,
  };
}

/** Flipped bits can turn a text into null, and then the joined text is null as well. */
const parted = (row: Whole): Sealed => ({ body: row?.slice(DIGEST), digest: row?.slice(0, DIGEST) });

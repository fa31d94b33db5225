// Cached folds; only the newest of each stream is kept. A snapshot saves reading and never decides anything: one that does not
// match or is damaged is ignored.

import type Database from 'better-sqlite3';
import type { StreamName } from '../../../contracts/event.ts';
import type { Snapshot } from '../ledger.ts';
import { decodeFold, type EncodedFold } from './encode-fold.ts';

export type Snapshots = {
  row(stream: StreamName, reducerVersion: number): SnapshotRow | undefined;
  /** False when the stream has no event with that number yet. */
  save(stream: StreamName, snapshot: SnapshotRow & { reducerVersion: number }): boolean;
};

type SnapshotRow = EncodedFold & { seq: number };

export async function snapshotFrom(row: SnapshotRow, reducerVersion: number): Promise<Snapshot | undefined> {
  const state = await decodeFold(row);
  return state === undefined ? undefined : { seq: row.seq, reducerVersion, state };
}

/** Written through one connection, read through another. */
export function snapshotsIn(database: Database.Database, reader: Database.Database): Snapshots {
  const select = reader.prepare<[StreamName, number], SnapshotRow>(
    `SELECT c.seq, c.state, c.digest FROM snapshots c JOIN streams s ON s.id = c.stream
     WHERE s.name = ? AND c.reducer_version = ? AND c.seq <= s.seq`,
  );
  const upsert = database.prepare<{ stream: StreamName; seq: number; reducerVersion: number; state: string; digest: string }>(
    `INSERT INTO snapshots (stream, seq, reducer_version, state, digest)
     SELECT id, @seq, @reducerVersion, @state, @digest FROM streams WHERE name = @stream AND seq >= @seq
     ON CONFLICT DO UPDATE SET seq = excluded.seq, reducer_version = excluded.reducer_version, state = excluded.state, digest = excluded.digest`,
  );
  return {
    row(stream, reducerVersion) {
      const row = select.get(stream, reducerVersion);
      return typeof row?.state === 'string' ? row : undefined;
    },
    save: (stream, snapshot) => upsert.run({ ...snapshot, stream }).changes === 1,
  };
}

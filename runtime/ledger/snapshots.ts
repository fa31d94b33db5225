// Cached folds, the newest of each stream. A snapshot spares reading, and never decides anything: one that
// does not fit, or is not whole, is as good as none.

import type Database from 'better-sqlite3';
import type { StreamName } from '../../contracts/event.ts';
import { deepFreeze, digestOf } from '../canonical.ts';
import { othersTurn } from '../slices.ts';
import type { Snapshot } from './ledger.ts';

export type Snapshots = {
  row(stream: StreamName, reducerVersion: number): SnapshotRow | undefined;
  /** The state is given as JSON, with its digest. False when the stream has not come that far. */
  save(stream: StreamName, snapshot: SnapshotRow & { reducerVersion: number }): boolean;
};

type SnapshotRow = { seq: number; state: string; digest: string };

/** From here on a state takes so long to read that everything else that waits gets its turn in between. */
const LARGE = 200_000;

export async function snapshotFrom(row: SnapshotRow, reducerVersion: number): Promise<Snapshot | undefined> {
  const turn = async () => void (row.state.length > LARGE && (await othersTurn()));
  await turn();
  if (digestOf(row.state) !== row.digest) return undefined;
  await turn();
  const state: unknown = JSON.parse(row.state);
  await turn();
  return { seq: row.seq, reducerVersion, state: deepFreeze(state) };
}

/** Saved by one connection, read by another. */
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

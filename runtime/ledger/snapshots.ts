// Cached folds, the newest of each stream. A snapshot spares reading, and never decides anything: one that
// does not fit, or is not whole, is as good as none.

import type Database from 'better-sqlite3';
import type { StreamName } from '../../contracts/event.ts';
import { deepFreeze, digestOf } from '../canonical.ts';
import type { Snapshot } from './ledger.ts';

export type Snapshots = {
  get(stream: StreamName, reducerVersion: number): Snapshot | undefined;
  /** The state is given as JSON. False when the stream has not come that far. */
  save(stream: StreamName, snapshot: { seq: number; reducerVersion: number; state: string }): boolean;
};

type Row = { seq: number; state: string; digest: string };

export function snapshotsIn(database: Database.Database): Snapshots {
  const select = database.prepare<[StreamName, number], Row>(
    `SELECT c.seq, c.state, c.digest FROM snapshots c JOIN streams s ON s.id = c.stream
     WHERE s.name = ? AND c.reducer_version = ? AND c.seq <= s.seq`,
  );
  const upsert = database.prepare<{ stream: StreamName; seq: number; reducerVersion: number; state: string; digest: string }>(
    `INSERT INTO snapshots (stream, seq, reducer_version, state, digest)
     SELECT id, @seq, @reducerVersion, @state, @digest FROM streams WHERE name = @stream AND seq >= @seq
     ON CONFLICT DO UPDATE SET seq = excluded.seq, reducer_version = excluded.reducer_version, state = excluded.state, digest = excluded.digest`,
  );
  return {
    get(stream, reducerVersion) {
      const row = select.get(stream, reducerVersion);
      if (typeof row?.state !== 'string' || digestOf(row.state) !== row.digest) return undefined;
      return { seq: row.seq, reducerVersion, state: deepFreeze(JSON.parse(row.state)) };
    },
    save: (stream, snapshot) => upsert.run({ ...snapshot, stream, digest: digestOf(snapshot.state) }).changes === 1,
  };
}

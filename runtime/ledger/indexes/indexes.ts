// Keeps indexes up to date in the transaction of each commit. For each index the table `indexes` records the version it was filled
// by and the last event it covers; one that is missing, outdated, behind or damaged is rebuilt from the journal.

import Database from 'better-sqlite3';
import type { EventEnvelope, StreamName } from '../../../contracts/event.ts';
import { runSteps, type Steps } from '../../steps.ts';
import { unseal } from '../digest.ts';
import type { IndexDefinition, IndexReader } from './definition.ts';
import { createTable, type Filling, fillingOf, MARKS, readerOf, tableOf } from './table.ts';

export type Indexes = {
  /** Call it within the commit's transaction, after its events were written. */
  add(events: readonly EventEnvelope[], stream: number, position: number): Steps<void>;
};

/** How many events are read at a time during a rebuild. */
const BATCH = 1_000;

/** Rebuilds the indexes that need it. */
export function indexesIn(database: Database.Database, definitions: readonly IndexDefinition[]): Indexes {
  if (definitions.length === 0) return { *add() {} };
  database.transaction(() => {
    database.exec(MARKS);
    for (const it of definitions) if (!isWhole(database, it)) rebuild(database, it);
  })();
  let kept: { definition: IndexDefinition; fill: Filling }[] = definitions.map((definition) => ({
    definition,
    fill: fillingOf(database, definition),
  }));
  const mark = database.prepare<[number, string]>('UPDATE indexes SET position = ? WHERE name = ?');

  return {
    *add(events, stream, position) {
      for (const { definition, fill } of kept) {
        try {
          for (const event of events) yield* fill(event, stream);
          mark.run(position, definition.name);
        } catch (error) {
          if (!concernsTheIndex(error) || !database.inTransaction) throw error;
          // The journal continues without this index. Its mark stays behind, so readers ignore it and the next start rebuilds it.
          kept = kept.filter((it) => it.definition !== definition);
        }
      }
    },
  };
}

/** Whether the fault is in the index table or its function. A full disk or a lost transaction fails the whole commit instead. */
function concernsTheIndex(error: unknown): boolean {
  if (!(error instanceof Database.SqliteError)) return true;
  return error.code.startsWith('SQLITE_CORRUPT') || error.code === 'SQLITE_ERROR';
}

/** Whether the index can be read as it is: filled by this version, up to the newest event. */
function isWhole(database: Database.Database, definition: IndexDefinition): boolean {
  const tables = database
    .prepare<[string], number>(`SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('indexes', ?)`)
    .pluck()
    .get(tableOf(definition));
  if (tables !== 2) return false;
  const mark = database
    .prepare<[string], { version: number; position: number }>('SELECT version, position FROM indexes WHERE name = ?')
    .get(definition.name);
  return mark?.version === definition.version && mark.position === newestPosition(database);
}

const newestPosition = (database: Database.Database): number =>
  database.prepare<[], number>('SELECT coalesce(max(position), 0) FROM events').pluck().get() ?? 0;

/** Call it within a transaction, so that no reader sees a half-filled index. Damaged events are skipped, as in `since`. */
export function rebuild(database: Database.Database, definition: IndexDefinition): void {
  createTable(database, definition);
  fillFrom(database, fillingOf(database, definition));
  database
    .prepare('INSERT OR REPLACE INTO indexes (name, version, position) VALUES (?, ?, ?)')
    .run(definition.name, definition.version, newestPosition(database));
}

type StoredEvent = { position: number; id: number; name: StreamName; seq: number; body: string; digest: string };

/** In batches: SQLite cannot write while rows of the same connection are still being read. */
function fillFrom(journal: Database.Database, fill: Filling): void {
  const select = journal.prepare<[number, number], StoredEvent>(
    `SELECT e.position, e.stream AS id, s.name, e.seq, e.body, e.digest FROM events e JOIN streams s ON s.id = e.stream
     WHERE e.position > ? ORDER BY e.position LIMIT ?`,
  );
  let rows = select.all(0, BATCH);
  for (let last = rows.at(-1); last; last = rows.at(-1)) {
    for (const { id, name, seq, body, digest } of rows) {
      const event = unseal(body, digest, name, seq);
      if (typeof event !== 'string') runSteps(fill(event, id));
    }
    rows = select.all(last.position, BATCH);
  }
}

/** Reads the table if it is up to date; otherwise builds an index in memory for this reader. */
export function readIndex<Column extends string>(database: Database.Database, definition: IndexDefinition<Column>): IndexReader<Column> {
  if (isWhole(database, definition)) return readerOf(database, definition);
  const memory = new Database(':memory:');
  createTable(memory, definition);
  const fill = fillingOf(memory, definition);
  memory.transaction(() => fillFrom(database, fill))();
  return readerOf(memory, definition);
}

/** A `missing` index is rebuilt by the next start; one that `differs` was damaged. */
export type IndexState = 'same' | 'missing' | 'differs';

/** Compares the rows of a stream with what its events would give. */
export function stateOf(
  database: Database.Database,
  definition: IndexDefinition,
  stream: StreamName,
  events: readonly EventEnvelope[],
): IndexState {
  if (!isWhole(database, definition)) return 'missing';
  const id = database.prepare<[string], number>('SELECT id FROM streams WHERE name = ?').pluck().get(stream);
  try {
    const kept = database
      .prepare<[number | undefined], string[]>(
        `SELECT seq, ${definition.columns.join(', ')} FROM ${tableOf(definition)} WHERE stream = ? ORDER BY rowid`,
      )
      .raw()
      .all(id);
    const given = events.flatMap((event) => definition.rows(event).map((row) => [event.seq, ...row]));
    return JSON.stringify(kept) === JSON.stringify(given) ? 'same' : 'differs';
  } catch (error) {
    if (error instanceof Database.SqliteError) return 'differs';
    throw error;
  }
}

// The table of one index: creating, filling and reading it. Table and column names come only from definitions in our code.

import type Database from 'better-sqlite3';
import type { Steps } from '../../steps.ts';
import type { IndexDefinition, IndexedEvent, IndexReader, IndexRow } from './definition.ts';

export const tableOf = ({ name }: Pick<IndexDefinition, 'name'>): string => `index_${name}`;

export const MARKS = `CREATE TABLE IF NOT EXISTS indexes (
  name     TEXT    PRIMARY KEY,
  version  INTEGER NOT NULL,
  position INTEGER NOT NULL
) STRICT, WITHOUT ROWID`;

/** Drops an existing table first. */
export function createTable(database: Database.Database, definition: IndexDefinition): void {
  const { columns, lookups } = definition;
  const table = tableOf(definition);
  database.exec(`
    DROP TABLE IF EXISTS ${table};
    CREATE TABLE ${table} (
      stream INTEGER NOT NULL,
      seq    INTEGER NOT NULL,
      ${columns.map((it) => `${it} TEXT NOT NULL`).join(', ')}
    ) STRICT;
    ${lookups.map((it) => `CREATE INDEX ${table}_${it} ON ${table} (${it});`).join('\n')}
  `);
}

/** In steps, because one event may give thousands of rows. */
export type Filling = (event: IndexedEvent, stream: number) => Steps<void>;

export function fillingOf(database: Database.Database, definition: IndexDefinition): Filling {
  const { columns } = definition;
  const insert = database.prepare<unknown[]>(
    `INSERT INTO ${tableOf(definition)} (stream, seq, ${columns.join(', ')}) VALUES (?, ?${', ?'.repeat(columns.length)})`,
  );
  return function* fill(event, stream) {
    for (const row of definition.rows(event)) {
      insert.run(stream, event.seq, ...row);
      yield;
    }
  };
}

export function readerOf<Column extends string>(database: Database.Database, definition: IndexDefinition<Column>): IndexReader<Column> {
  const from = `SELECT stream, seq, ${definition.columns.join(', ')} FROM ${tableOf(definition)}`;
  const each = (more: string) =>
    new Map(
      definition.lookups.map((column) => [column, database.prepare<[string], IndexRow<Column>>(`${from} WHERE ${column} = ? ${more}`)]),
    );
  const [where, newest] = [each('ORDER BY rowid'), each('ORDER BY rowid DESC LIMIT 1')];
  const all = database.prepare<[], IndexRow<Column>>(`${from} ORDER BY rowid`);
  return {
    where: (column, value) => where.get(column)?.all(value) ?? [],
    newest: (column, value) => newest.get(column)?.get(value),
    all: () => all.iterate(),
  };
}

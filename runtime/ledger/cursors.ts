// How far a consumer of `since` has come, and what it needs to continue from there. A place can be found again
// from the beginning, so one that is damaged is as good as none, and never a wrong one.

import type Database from 'better-sqlite3';
import { canonicalJson, digestOf } from '../canonical.ts';

export type Cursors = {
  get(name: string): { position: number; extra: unknown } | undefined;
  save(name: string, position: number, extra: string): void;
};

/** Saved by one connection, read by another. */
export function cursorsIn(database: Database.Database, reader: Database.Database): Cursors {
  const select = reader.prepare<[string], { position: number; extra: string }>('SELECT position, extra FROM cursors WHERE name = ?');
  const upsert = database.prepare<[string, number, string]>(
    `INSERT INTO cursors (name, position, extra) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET position = excluded.position, extra = excluded.extra`,
  );
  return {
    get(name) {
      const row = select.get(name);
      if (typeof row?.extra !== 'string') return undefined;
      const cut = row.extra.indexOf(' ');
      const extra = row.extra.slice(cut + 1);
      if (row.extra.slice(0, cut) !== mark(name, row.position, extra)) return undefined;
      return { position: row.position, extra: JSON.parse(extra) };
    },
    save: (name, position, extra) => void upsert.run(name, position, `${mark(name, position, extra)} ${extra}`),
  };
}

/** Stands before what is kept, and is over all of the row. */
const mark = (name: string, position: number, extra: string): string => digestOf(`${name} ${position} ${extra}`);

/** `undefined` is kept as null: there is nothing more to remember. */
export const extraText = (extra: unknown): string => canonicalJson(extra ?? null);

// The position of each consumer of `since`, with whatever it needs to resume from there. A cursor can always be rebuilt from the
// start of the journal, so a damaged one is ignored.

import type Database from 'better-sqlite3';
import { canonicalJson, digestOf } from '../canonical.ts';

export type Cursors = {
  get(name: string): { position: number; extra: unknown } | undefined;
  save(name: string, position: number, extra: string): void;
};

/** Written through one connection, read through another. */
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

/** A checksum over the whole row, stored in front of `extra`. */
const mark = (name: string, position: number, extra: string): string => digestOf(`${name} ${position} ${extra}`);

/** `undefined` is stored as null: there is nothing more to remember. */
export const extraText = (extra: unknown): string => canonicalJson(extra ?? null);

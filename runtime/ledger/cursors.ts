// How far a consumer of `since` has come, and what it needs to go on from there.

import type Database from 'better-sqlite3';
import { canonicalJson } from '../canonical.ts';

export type Cursors = {
  get(name: string): { position: number; extra: unknown } | undefined;
  save(name: string, position: number, extra: string): void;
};

export function cursorsIn(database: Database.Database): Cursors {
  const select = database.prepare<[string], { position: number; extra: string }>('SELECT position, extra FROM cursors WHERE name = ?');
  const upsert = database.prepare<[string, number, string]>(
    `INSERT INTO cursors (name, position, extra) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET position = excluded.position, extra = excluded.extra`,
  );
  return {
    get(name) {
      const row = select.get(name);
      return row && { position: row.position, extra: JSON.parse(row.extra) };
    },
    save: (name, position, extra) => void upsert.run(name, position, extra),
  };
}

/** `undefined` is kept as null: there is nothing more to remember. */
export const extraText = (extra: unknown): string => canonicalJson(extra ?? null);

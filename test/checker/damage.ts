// Damages a home in many ways, for the tests of the checker: changes that the program would never make.

import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { canonical, fieldsOf, type Json, sha256 } from './canonical.ts';

/** Only hands can do this: the ledger itself refuses. */
export function withLedger(home: string, sql: (database: Database.Database) => void): void {
  const database = new Database(join(home, 'ledger.db'));
  database.exec('DROP TRIGGER events_never_change; DROP TRIGGER events_never_go; DROP TRIGGER fence_only_rises; PRAGMA foreign_keys = OFF');
  sql(database);
  database.close();
}

export type Row = { stream: string; seq: number; at: string; type: string; commandId: string; payload: Record<string, Json> };

/** Writes the events of a run again, in what order and number one likes, each sealed as it ought to be. */
export function retell(home: string, run: string, change: (rows: Row[]) => Row[]): void {
  withLedger(home, (database) => {
    const id = database.prepare('SELECT id FROM streams WHERE name = ?').pluck().get(`run/${run}`);
    const bodies = database.prepare<[unknown], string>('SELECT body FROM events WHERE stream = ? ORDER BY seq').pluck().all(id);
    const rows = change(bodies.map((body) => JSON.parse(body) as Row));
    database.prepare('DELETE FROM events WHERE stream = ?').run(id);
    let prev = '';
    for (const [index, row] of rows.entries()) {
      const seq = index + 1;
      const commandId = `retold:${seq}`;
      const body = canonical({ ...(row as unknown as Record<string, Json>), seq, prev, commandId });
      prev = sha256(body);
      database
        .prepare('INSERT INTO events (stream, seq, command, body, digest) VALUES (?, ?, ?, ?, ?)')
        .run(id, seq, commandId, body, prev);
    }
    const ended = rows.some(({ type }) => type === 'run.ended') ? 1 : 0;
    database.prepare('UPDATE streams SET seq = ?, digest = ?, ended = ? WHERE id = ?').run(rows.length, prev, ended, id);
  });
}

export const where = (type: string) => (row: Row) => row.type === type;
export const twice = (type: string) => (rows: Row[]) => rows.flatMap((row) => (row.type === type ? [row, row] : [row]));
export const without = (type: string) => (rows: Row[]) => rows.filter((row) => row.type !== type);
export const last = (rows: readonly Row[], type: string): Row => rows.findLast(where(type)) ?? raise(`no ${type}`);
export const raise = (what: string): never => {
  throw new Error(what);
};

export const rewrite = (path: string, change: (text: string) => string): void => writeFileSync(path, change(readFileSync(path, 'utf8')));
export const editJson = (path: string, change: (it: Record<string, Json>) => void): void =>
  rewrite(path, (text) => {
    const it = JSON.parse(text) as Record<string, Json>;
    change(it);
    return `${JSON.stringify(it, null, 1)}\n`;
  });
export const firstOf = (pattern: string): string => globSync(pattern).sort()[0] ?? raise(`nothing at ${pattern}`);

/** Changes a field of the last event of the run, and seals it again. */
export function rehash(database: Database.Database, field: string, value: string): void {
  const row = database
    .prepare<[], { position: number; body: string }>('SELECT position, body FROM events WHERE body LIKE \'%"run.ended"%\'')
    .get();
  const body = canonical({ ...fieldsOf(JSON.parse(row?.body ?? '{}') as Json), [field]: value });
  database.prepare('UPDATE events SET body = ?, digest = ? WHERE position = ?').run(body, sha256(body), row?.position);
}

export function repeatCommand(database: Database.Database, run: string): void {
  const rows = database
    .prepare<[string], { position: number; body: string }>(
      'SELECT position, body FROM events WHERE stream = (SELECT id FROM streams WHERE name = ?) ORDER BY seq',
    )
    .all(`run/${run}`);
  const first = fieldsOf(JSON.parse(rows[0]?.body ?? '{}') as Json).commandId ?? '';
  const end = rows.at(-1);
  const body = canonical({ ...fieldsOf(JSON.parse(end?.body ?? '{}') as Json), commandId: first });
  database.prepare('UPDATE events SET body = ?, digest = ? WHERE position = ?').run(body, sha256(body), end?.position);
}

export function objectOf(home: string, run: string): string {
  const manifest = fieldsOf(JSON.parse(readFileSync(join(home, 'runs', run, 'manifest.json'), 'utf8')) as Json);
  const results = (manifest.dispatches as readonly Json[]).map((it) => fieldsOf(fieldsOf(it).result).digest);
  const digest = String(results.find((it) => it !== undefined) ?? raise('no result'));
  return join(home, 'objects', digest.slice(0, 2), digest.slice(2));
}

// Opening the file a ledger lives in. A new one appears whole or not at all, so that an empty or short
// file is always damage and never a beginning; what we cannot vouch for is refused, with what to do.

import { randomBytes } from 'node:crypto';
import { chmod, link, open, stat, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { MusterError } from '../../contracts/errors.ts';
import type { Millis } from '../../contracts/time.ts';
import { codeOf, exists, syncFolder } from '../files.ts';
import { ledgerFailure, mendingHint } from './failure.ts';
import { APPLICATION_ID, SCHEMA_VERSION, TABLES } from './schema.ts';

export type LedgerFile = {
  path: string;
  database: Database.Database;
  /** A second connection that only reads, and so sees nothing of a transaction that is not committed. Without one the first does both. */
  reader?: Database.Database;
};

/** How long to wait for another writer. Everything else waits meanwhile, so it is short. */
const PATIENCE: Millis = 1_000;

/** As much as SQLite keeps by itself. */
const KEPT_KIB = 2_000;

const TABLE_NAMES = ['streams', 'events', 'claims', 'snapshots', 'cursors', 'fence'];
const TABLE_LIST = TABLE_NAMES.map((name) => `'${name}'`).join(', ');

export async function openDatabase(path: string, { readOnly = false, synced = true, patience = PATIENCE } = {}): Promise<LedgerFile> {
  const place = resolve(path);
  if (!(await exists(place))) {
    if (readOnly)
      throw new MusterError('io-failed', `there is no ledger at ${place}`, 'It is created when the daemon first starts: `muster up`.');
    await createDatabase(place);
  }
  if ((await sizeOf(place)) === 0) throw damaged(place, 'is empty');
  let database: Database.Database | undefined;
  try {
    database = new Database(place, { readonly: readOnly, fileMustExist: true, timeout: patience });
    settle(database);
    // Whole after a power cut in either way; without it the newest commits may be gone.
    if (!synced) database.pragma('synchronous = NORMAL');
    await examine(database, place);
    // Set since the ledger was made; set again in case another tool changed it. Nothing is written before this line.
    if (!readOnly) database.pragma('journal_mode = WAL');
    if (!readOnly) keepLittle(database);
    return { path: place, database };
  } catch (error) {
    database?.close();
    throw ledgerFailure(error, place, 'open the ledger');
  }
}

/** Beside a connection that writes, to a file that it has examined. */
export function openReader(path: string): Database.Database {
  const database = new Database(path, { readonly: true, fileMustExist: true, timeout: PATIENCE });
  settle(database);
  keepLittle(database);
  return database;
}

/** Pragmas of this connection; the file learns nothing of them. */
function settle(database: Database.Database): void {
  database.pragma('foreign_keys = ON');
  database.pragma('synchronous = FULL');
  database.pragma('trusted_schema = OFF');
  database.pragma('cell_size_check = ON');
}

/**
 * A process that stays would keep what it has read once: the package allows each connection 16 MB of it. What is read again is in the system's
 * memory, and a command that reads all of a ledger ends.
 */
const keepLittle = (database: Database.Database): void => void database.pragma(`cache_size = -${KEPT_KIB}`);

/** What can be known without reading the whole file: that it is a ledger, of a version we know, and not cut short. */
async function examine(database: Database.Database, path: string): Promise<void> {
  const application = database.pragma('application_id', { simple: true });
  if (application !== APPLICATION_ID) throw damaged(path, 'is a SQLite file but not a ledger of Muster');
  const version = Number(database.pragma('user_version', { simple: true }));
  if (version > SCHEMA_VERSION) {
    throw new MusterError(
      'ledger-newer',
      `the ledger ${path} was written by a newer version of Muster (schema ${version}, this version knows ${SCHEMA_VERSION})`,
      'Update Muster, or choose another home with MUSTER_HOME.',
    );
  }
  const tables = Number(
    database.prepare(`SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN (${TABLE_LIST})`).pluck().get(),
  );
  if (version < 1 || tables < TABLE_NAMES.length) throw damaged(path, 'has lost some of its tables');
  const pages = Number(database.pragma('page_count', { simple: true }));
  const pageSize = Number(database.pragma('page_size', { simple: true }));
  const size = await sizeOf(path);
  // Pages that wait in the write-ahead log need not be in the file yet.
  if ((await sizeOf(`${path}-wal`)) === 0 && size < pages * pageSize)
    throw damaged(path, `is cut short: ${size} of ${pages * pageSize} bytes`);
}

async function createDatabase(path: string): Promise<void> {
  // A log without its file would be played into the new one. (An empty one is only what a reader left behind.)
  if ((await sizeOf(`${path}-wal`)) > 0 && !(await exists(path))) throw damaged(path, 'is missing, but its write-ahead log is there');
  const draft = `${path}.${process.pid}-${randomBytes(6).toString('hex')}.new`;
  try {
    const database = new Database(draft);
    try {
      database.pragma('journal_mode = WAL');
      database.exec(`BEGIN; ${TABLES} COMMIT;`);
    } finally {
      database.close();
    }
    await chmod(draft, 0o600);
    await using file = await open(draft, 'r');
    await file.sync();
    // Unlike rename, link does not replace: of two that start at once, the second uses the first's.
    await link(draft, path).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
    await syncFolder(dirname(path));
  } catch (error) {
    if (error instanceof MusterError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    const hint = `Check that ${dirname(path)} exists and is writable, and that the disk is not full.`;
    throw new MusterError('io-failed', `cannot create a ledger at ${path}: ${message}`, hint, { cause: error });
  } finally {
    await unlink(draft).catch(() => undefined);
  }
}

/** 0 for what is not there. */
async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  return found?.size ?? 0;
}

function damaged(path: string, how: string): MusterError {
  return new MusterError('ledger-corrupt', `the ledger ${path} ${how}`, mendingHint(path));
}

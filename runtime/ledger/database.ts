// Opens the SQLite file of a ledger. A new file is created atomically, so an empty or short file is always damage and never a fresh
// start. A file we cannot trust is refused, with a hint on what to do.

import { randomBytes } from 'node:crypto';
import { chmod, link, open, stat, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { MusterError } from '../../contracts/errors.ts';
import { APPLICATION_ID, FORMAT, formatNumber, formatOf } from '../../contracts/format.ts';
import type { Millis } from '../../contracts/time.ts';
import { codeOf, exists, syncFolder } from '../files.ts';
import { refuseNewer } from '../format/refuse-newer.ts';
import { ledgerFailure, repairHint } from './failure.ts';
import { TABLES } from './schema.ts';

export type LedgerFile = {
  path: string;
  database: Database.Database;
  /** A second, read-only connection that sees only committed data. Without one, `database` both reads and writes. */
  reader?: Database.Database;
};

/** How long to wait for another writer. Short, because this blocks the event loop. */
const PATIENCE: Millis = 1_000;

/** The page cache of a connection that writes: SQLite's own default. With less, a long commit writes many pages twice. */
const KEPT_KIB = 2_000;
/** That of a connection that only reads beside it. It would mostly keep pages that were read once. */
const KEPT_TO_READ_KIB = 500;

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
    // The file survives a power cut either way; with NORMAL the newest commits may be lost.
    if (!synced) database.pragma('synchronous = NORMAL');
    await examine(database, place);
    // WAL is already set when the ledger is created; set it again in case another tool changed it. Nothing is written before this
    // line.
    if (!readOnly) database.pragma('journal_mode = WAL');
    if (!readOnly) raiseFormat(database);
    if (!readOnly) keepLittle(database, KEPT_KIB);
    return { path: place, database };
  } catch (error) {
    database?.close();
    throw ledgerFailure(error, place, 'open the ledger');
  }
}

/** From now on older programs refuse it. Checkpointed, so that the head of the file has it for those that read only that. */
function raiseFormat(database: Database.Database): void {
  if (Number(database.pragma('user_version', { simple: true })) === formatNumber(FORMAT)) return;
  database.pragma(`user_version = ${formatNumber(FORMAT)}`);
  database.pragma('wal_checkpoint(PASSIVE)');
}

/** A read-only connection for use beside the writing one, to a file that was already examined. */
export function openReader(path: string): Database.Database {
  const database = new Database(path, { readonly: true, fileMustExist: true, timeout: PATIENCE });
  settle(database);
  keepLittle(database, KEPT_TO_READ_KIB);
  return database;
}

/** Pragmas of this connection only; they are not stored in the file. */
function settle(database: Database.Database): void {
  database.pragma('foreign_keys = ON');
  database.pragma('synchronous = FULL');
  database.pragma('trusted_schema = OFF');
  database.pragma('cell_size_check = ON');
}

/**
 * Limits the page cache. better-sqlite3 allows 16 MB per connection, which a long-running process would never give back. Pages that
 * are needed again are in the system's cache anyway.
 */
const keepLittle = (database: Database.Database, kib: number): void => void database.pragma(`cache_size = -${kib}`);

/** Checks what can be known without reading the whole file: that it is a ledger, has a version we know, and is not truncated. */
async function examine(database: Database.Database, path: string): Promise<void> {
  const application = database.pragma('application_id', { simple: true });
  if (application !== APPLICATION_ID) throw damaged(path, 'is a SQLite file but not a ledger of Muster');
  const format = formatOf(Number(database.pragma('user_version', { simple: true })));
  refuseNewer(format, path);
  const tables = Number(
    database.prepare(`SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN (${TABLE_LIST})`).pluck().get(),
  );
  if (format.tables < 1 || tables < TABLE_NAMES.length) throw damaged(path, 'has lost some of its tables');
  const pages = Number(database.pragma('page_count', { simple: true }));
  const pageSize = Number(database.pragma('page_size', { simple: true }));
  const size = await sizeOf(path);
  // Pages that are still in the write-ahead log need not be in the file yet.
  if ((await sizeOf(`${path}-wal`)) === 0 && size < pages * pageSize)
    throw damaged(path, `is cut short: ${size} of ${pages * pageSize} bytes`);
}

async function createDatabase(path: string): Promise<void> {
  // SQLite would replay an orphaned log into the new file. (An empty log is only what a reader left behind.)
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
    // Unlike rename, link does not replace: if two processes start at once, the second uses the first one's file.
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

/** 0 when the file does not exist. */
async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  return found?.size ?? 0;
}

function damaged(path: string, how: string): MusterError {
  return new MusterError('ledger-corrupt', `the ledger ${path} ${how}`, repairHint(path));
}

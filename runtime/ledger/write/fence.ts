// Who may write. The daemon holds an exclusive lock for as long as it lives and takes a new epoch. A process that still writes
// under an older epoch, thinking it is the daemon, is refused by the ledger.

import Database from 'better-sqlite3';
import { MusterError } from '../../../contracts/errors.ts';
import { openDatabase } from '../database.ts';
import { ledgerFailure } from '../failure.ts';

export type DaemonLock = { release(): void };

/** Keeps a reference: a database that is garbage-collected is closed, and would lose its lock. */
const held = new Set<Database.Database>();

/**
 * Undefined when another process holds the lock. It is on a small SQLite file beside the ledger and ends with the process in any
 * case. Nothing else in the process may open this file: when a process closes any descriptor of a file, the kernel drops all of its
 * locks on it.
 */
export async function holdDaemonLock(path: string): Promise<DaemonLock | undefined> {
  let database: Database.Database | undefined;
  try {
    database = new Database(path, { timeout: 0 });
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return undefined;
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_NOTADB')) {
      throw new MusterError('io-failed', `${path} is not a lock file`, `It contains no data: remove ${path} and start again.`, {
        cause: error,
      });
    }
    throw ledgerFailure(error, path, 'take the lock of the daemon');
  }
  const holder = database;
  held.add(holder);
  return {
    release() {
      held.delete(holder);
      holder.close();
    },
  };
}

/**
 * Raises the ledger's epoch by one and returns it. From now on, writers under an older epoch are refused. A ledger that was lost begins
 * anew, but others may have `seen` an epoch of the one before.
 */
export async function takeEpoch(ledgerPath: string, seen = 0): Promise<number> {
  const { database, path } = await openDatabase(ledgerPath);
  try {
    return Number(database.prepare('UPDATE fence SET epoch = max(epoch, ?) + 1 RETURNING epoch').pluck().get(seen));
  } catch (error) {
    throw ledgerFailure(error, path, 'take a new epoch');
  } finally {
    database.close();
  }
}

export type Fence = {
  /** The epoch this ledger writes under. */
  epoch: number;
  /** Throws `epoch-fenced` when a newer epoch was taken; call it within the transaction that writes. */
  guard(): void;
};

/** Without a wanted epoch, the current one. */
export function fenceOf(database: Database.Database, wanted: number | undefined, readOnly: boolean): Fence {
  const select = database.prepare<[], number>('SELECT epoch FROM fence').pluck();
  const standing = (): number => select.get() ?? 0;
  const epoch = wanted ?? standing();
  const guard = (): void => {
    const newest = standing();
    if (newest <= epoch) return;
    throw new MusterError(
      'epoch-fenced',
      `this process writes under epoch ${epoch}, but epoch ${newest} has begun`,
      'Another daemon has taken over: this one must stop writing and end.',
    );
  };
  guard();
  if (!readOnly && epoch > standing()) database.prepare('UPDATE fence SET epoch = max(epoch, ?)').run(epoch);
  return { epoch, guard };
}

// Who may write. One daemon at a time holds an exclusive lock for as long as it lives, and takes a new
// epoch. A process that still writes under an older one, believing to be the daemon, is refused by the ledger.

import Database from 'better-sqlite3';
import { MusterError } from '../../../contracts/errors.ts';
import { openDatabase } from '../database.ts';
import { ledgerFailure } from '../failure.ts';

export type DaemonLock = { release(): void };

/** A database that nobody refers to is closed when garbage is collected, and its lock would go with it. */
const held = new Set<Database.Database>();

/**
 * Undefined when another process holds it. The lock is on a small SQLite file beside the ledger and ends
 * with the process, however that ends. Nothing else in the process may open this file: the kernel drops
 * a process's locks on a file when it closes any descriptor of it.
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

/** Raises the ledger's epoch by one and returns it. Everyone who writes under an older one is refused from now on. */
export async function takeEpoch(ledgerPath: string): Promise<number> {
  const { database, path } = await openDatabase(ledgerPath);
  try {
    return Number(database.prepare('UPDATE fence SET epoch = epoch + 1 RETURNING epoch').pluck().get());
  } catch (error) {
    throw ledgerFailure(error, path, 'take a new epoch');
  } finally {
    database.close();
  }
}

export type Fence = {
  /** The epoch this ledger writes under. */
  epoch: number;
  /** Throws `epoch-fenced` when a newer one was taken; to be called within the transaction that writes. */
  guard(): void;
};

/** Without a wanted epoch, whichever stands now. */
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

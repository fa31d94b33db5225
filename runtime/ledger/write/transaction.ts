// Runs all writes of one tick in one transaction, yet isolates them: an error rolls back only the write that threw it.

import Database from 'better-sqlite3';
import { MusterError } from '../../../contracts/errors.ts';
import { failpoint } from '../../failpoints.ts';
import { isSteps, type MaybeSteps, type Steps } from '../../steps.ts';
import { concernsOneStatement, ledgerFailure } from '../failure.ts';
import type { Disk } from './disk.ts';

export type Transaction = {
  /** Called at the start of the transaction; an error here fails the whole tick. */
  onBegin(): void;
  /** Called after a partial or complete rollback. */
  onRollback(): void;
};

export type Settle = () => void;
export type Waiting = {
  /** Preparation that does not need the transaction. */
  before: Steps<void> | undefined;
  /** Does the write and returns the callback to run once it is durable. */
  perform: (careful: boolean) => MaybeSteps<Settle>;
  fail: (error: unknown) => void;
};

/** Yields to other work after this many writes. A long write has steps of its own. */
const OFTEN = 100;

export type LedgerConnection = { database: Database.Database; path: string };
type TransactionContext = Transaction & { disk?: Disk | undefined };
type Transact = { transact(tick: readonly Waiting[]): Steps<Settle[]> };

/** Runs all writes of a tick and returns their callbacks. */
export function transactionOver({ database, path }: LedgerConnection, { onBegin, onRollback, disk }: TransactionContext): Transact {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const rollback = database.prepare('ROLLBACK');
  const savepoint = database.prepare('SAVEPOINT one');
  const release = database.prepare('RELEASE one');
  const undo = database.prepare('ROLLBACK TO one');

  /** A savepoint costs more than most writes, so we first try without any. Undefined means that one was needed. */
  function withoutSavepoint({ perform, fail }: Waiting): MaybeSteps<Settle | undefined> {
    try {
      const soon = perform(false);
      return isSteps(soon) ? withoutSavepointInSteps(soon, fail) : soon;
    } catch (error) {
      return failed(error, fail);
    }
  }

  function* withoutSavepointInSteps(steps: Steps<Settle>, fail: Waiting['fail']): Steps<Settle | undefined> {
    try {
      return yield* steps;
    } catch (error) {
      return failed(error, fail);
    }
  }

  function failed(error: unknown, fail: Waiting['fail']): Settle | undefined {
    if (error instanceof MusterError) return () => fail(error);
    if (isLost(error)) throw error;
    return undefined;
  }

  function* withSavepoint({ perform, fail }: Waiting): Steps<Settle> {
    savepoint.run();
    try {
      const soon = perform(true);
      const settle = isSteps(soon) ? yield* soon : soon;
      release.run();
      return settle;
    } catch (error) {
      if (isLost(error)) throw error;
      undo.run();
      release.run();
      onRollback();
      return () => fail(ledgerFailure(error, path, 'append'));
    }
  }

  /** SQLite may have rolled back the whole transaction, and a full disk concerns more than one write. */
  function isLost(error: unknown): boolean {
    return !database.inTransaction || (error instanceof Database.SqliteError && !concernsOneStatement(error));
  }

  function* transact(tick: readonly Waiting[], one: (waiting: Waiting) => MaybeSteps<Settle | undefined>): Steps<Settle[] | undefined> {
    begin.run();
    try {
      onBegin();
      const settled: Settle[] = [];
      for (const waiting of tick) {
        const soon = one(waiting);
        const settle = isSteps(soon) ? yield* soon : soon;
        if (!settle) {
          rollBack();
          return undefined;
        }
        settled.push(settle);
        if (settled.length % OFTEN === 0) yield;
      }
      failpoint('ledger.before-commit');
      disk?.hold();
      commit.run();
      return settled;
    } catch (error) {
      rollBack();
      throw error;
    }
  }

  function rollBack(): void {
    onRollback();
    disk?.release();
    try {
      if (database.inTransaction) rollback.run();
    } catch {
      // The first error is the one to report; SQLite rolls back the rest when the file is next opened.
    }
  }

  return {
    *transact(tick) {
      return (yield* transact(tick, withoutSavepoint)) ?? (yield* transact(tick, withSavepoint)) ?? [];
    },
  };
}

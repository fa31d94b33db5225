// One transaction for all writes of one tick, so that a busy daemon pays one fsync for many commits.
// Each write stands alone in it: what one of them throws undoes that one only.

import Database from 'better-sqlite3';
import { MusterError } from '../../../contracts/errors.ts';
import { failpoint } from '../../failpoints.ts';
import { concernsOneStatement, ledgerFailure } from '../failure.ts';

export type Batch = {
  /** Does the work within the transaction of this tick; tells and settles when that is committed, or has failed as a whole. */
  write<T>(work: Work<T>, tell?: (answer: T) => void): Promise<T>;
  /** Does now what was to be done at the end of the tick. */
  flush(): void;
  /** Does the work and undoes all of it, after what is waiting. */
  trial<T>(work: () => T): T;
};

/**
 * Refuses by a MusterError before it writes anything; any other error may come in the middle of its writing.
 * It may be done twice, hopefully and then carefully, the first time with all it wrote undone.
 */
export type Work<T> = (careful: boolean) => T;

export type Transaction = {
  /** Within it, before any work; what it throws fails the whole tick. */
  begun(): void;
  /** After some or all of it was undone. */
  undone(): void;
};

type Settle = () => void;
type Waiting = {
  /** Does it, and gives back how to say so once it is durable. */
  perform: (careful: boolean) => Settle;
  fail: (error: unknown) => void;
};

export function batchOver({ database, path }: { database: Database.Database; path: string }, { begun, undone }: Transaction): Batch {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const rollback = database.prepare('ROLLBACK');
  const savepoint = database.prepare('SAVEPOINT one');
  const release = database.prepare('RELEASE one');
  const undo = database.prepare('ROLLBACK TO one');
  let waiting: Waiting[] = [];

  /** A savepoint for each costs more than most writes, so first we hope that none is needed; undefined when one was. */
  function hopefully({ perform, fail }: Waiting): Settle | undefined {
    try {
      return perform(false);
    } catch (error) {
      if (error instanceof MusterError) return () => fail(error);
      if (isLost(error)) throw error;
      return undefined;
    }
  }

  function carefully({ perform, fail }: Waiting): Settle {
    savepoint.run();
    try {
      const settle = perform(true);
      release.run();
      return settle;
    } catch (error) {
      if (isLost(error)) throw error;
      undo.run();
      release.run();
      undone();
      return () => fail(ledgerFailure(error, path, 'append'));
    }
  }

  /** SQLite may have given up the whole transaction; and a full disk is no matter of one write. */
  function isLost(error: unknown): boolean {
    return !database.inTransaction || (error instanceof Database.SqliteError && !concernsOneStatement(error));
  }

  function transact(tick: readonly Waiting[], one: (waiting: Waiting) => Settle | undefined): Settle[] | undefined {
    begin.run();
    try {
      begun();
      const settled: Settle[] = [];
      for (const waiting of tick) {
        const settle = one(waiting);
        if (!settle) {
          giveUp();
          return undefined;
        }
        settled.push(settle);
      }
      failpoint('ledger.before-commit');
      commit.run();
      failpoint('ledger.after-commit');
      return settled;
    } catch (error) {
      giveUp();
      throw error;
    }
  }

  function giveUp(): void {
    undone();
    try {
      if (database.inTransaction) rollback.run();
    } catch {
      // The first error is the one to tell; SQLite undoes what is left when the file is next opened.
    }
  }

  function flush(): void {
    const tick = waiting;
    if (tick.length === 0) return;
    waiting = [];
    let settled: Settle[];
    try {
      settled = transact(tick, hopefully) ?? transact(tick, carefully) ?? [];
    } catch (error) {
      const failure = ledgerFailure(error, path, 'append');
      for (const { fail } of tick) fail(failure);
      return;
    }
    for (const settle of settled) settle();
  }

  function trial<T>(work: () => T): T {
    flush();
    try {
      begin.run();
      begun();
      return work();
    } catch (error) {
      throw ledgerFailure(error, path, 'try an append');
    } finally {
      giveUp();
    }
  }

  return {
    flush,
    trial,
    write: (work, tell) =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({
          perform: (careful) => {
            const answer = work(careful);
            return () => {
              resolve(answer);
              tell?.(answer);
            };
          },
          fail: reject,
        });
      }),
  };
}

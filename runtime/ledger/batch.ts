// One transaction for all writes of one tick, so that a busy daemon pays one fsync for many commits.
// Each write has a savepoint of its own: what one of them throws undoes that one only.

import type Database from 'better-sqlite3';
import { concernsOneStatement, ledgerFailure } from './failure.ts';

export type Batch = {
  /** Does the work within the transaction of this tick; settles when that is committed, or has failed as a whole. */
  write<T>(work: () => T): Promise<T>;
  /** Does now what was to be done at the end of the tick. */
  flush(): void;
};

type Waiting = {
  /** Does it, and gives back how to say so once it is durable. */
  perform: () => () => void;
  fail: (error: unknown) => void;
};

export function batchOver(database: Database.Database, path: string, guard: () => void): Batch {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const rollback = database.prepare('ROLLBACK');
  const savepoint = database.prepare('SAVEPOINT one');
  const release = database.prepare('RELEASE one');
  const undo = database.prepare('ROLLBACK TO one');
  let waiting: Waiting[] = [];

  function alone({ perform, fail }: Waiting): () => void {
    savepoint.run();
    try {
      const settle = perform();
      release.run();
      return settle;
    } catch (error) {
      // SQLite may have given up the whole transaction, and a full disk is no matter of one write.
      if (!database.inTransaction || !concernsOneStatement(error)) throw error;
      undo.run();
      release.run();
      return () => fail(ledgerFailure(error, path, 'append'));
    }
  }

  function giveUp(): void {
    try {
      if (database.inTransaction) rollback.run();
    } catch {
      // Then the first error is the one to tell; SQLite undoes what is left when it is next opened.
    }
  }

  function flush(): void {
    const tick = waiting;
    if (tick.length === 0) return;
    waiting = [];
    let settled: (() => void)[];
    try {
      begin.run();
      guard();
      settled = tick.map(alone);
      commit.run();
    } catch (error) {
      giveUp();
      const failure = ledgerFailure(error, path, 'append');
      for (const { fail } of tick) fail(failure);
      return;
    }
    for (const settle of settled) settle();
  }

  return {
    flush,
    write: (work) =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({
          perform: () => {
            const answer = work();
            return () => resolve(answer);
          },
          fail: reject,
        });
      }),
  };
}

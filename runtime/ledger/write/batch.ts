// One transaction for all writes of one tick, so that a busy daemon pays one fsync for many commits.
// Each write stands alone in it: what one of them throws undoes that one only.
// A long transaction spans several turns of the event loop where another connection does the reading: it sees only what is committed.

import Database from 'better-sqlite3';
import { MusterError } from '../../../contracts/errors.ts';
import { failpoint } from '../../failpoints.ts';
import { SLICE } from '../../slices.ts';
import { isSteps, type Soon, type Steps } from '../../steps.ts';
import { concernsOneStatement, ledgerFailure } from '../failure.ts';

export type Batch = {
  /** Does the work within the transaction of this tick; tells and settles when that is committed, or has failed as a whole. */
  write<T>(work: Work<T>, more?: { tell?(answer: T): void; before?: Steps<void> }): Promise<T>;
  /** Does now, and to its end, what was to be done at the end of the tick. */
  flush(): void;
  /** Reads what the next transaction would find, after what is waiting. */
  before<T>(read: () => T): T;
};

/**
 * Refuses by a MusterError before it writes anything; any other error may come in the middle of its writing.
 * It may be done twice, hopefully and then carefully, the first time with all it wrote undone.
 */
export type Work<T> = (careful: boolean) => Soon<T>;

export type Transaction = {
  /** Within it, before any work; what it throws fails the whole tick. */
  begun(): void;
  /** After some or all of it was undone. */
  undone(): void;
};

type Settle = () => void;
type Waiting = {
  /** What it has to do before it needs the transaction. */
  before: Steps<void> | undefined;
  /** Does it, and gives back how to say so once it is durable. */
  perform: (careful: boolean) => Soon<Settle>;
  fail: (error: unknown) => void;
};

export type BatchOptions = Transaction & {
  /** Whether anything else may happen in the middle of a transaction: only where nothing else uses its connection. */
  inSlices: boolean;
};

/** After so many writes in a row something else may have its turn. One that is long by itself says where it may stop. */
const OFTEN = 100;

type File = { database: Database.Database; path: string };
type Transact = { transact(tick: readonly Waiting[]): Steps<Settle[]> };

/** All of a tick in one transaction; what comes back says so to each. */
function transactionOver({ database, path }: File, { begun, undone }: BatchOptions): Transact {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const rollback = database.prepare('ROLLBACK');
  const savepoint = database.prepare('SAVEPOINT one');
  const release = database.prepare('RELEASE one');
  const undo = database.prepare('ROLLBACK TO one');

  /** A savepoint for each costs more than most writes, so first we hope that none is needed; undefined when one was. */
  function* hopefully({ perform, fail }: Waiting): Steps<Settle | undefined> {
    try {
      const settle = perform(false);
      return isSteps(settle) ? yield* settle : settle;
    } catch (error) {
      if (error instanceof MusterError) return () => fail(error);
      if (isLost(error)) throw error;
      return undefined;
    }
  }

  function* carefully({ perform, fail }: Waiting): Steps<Settle> {
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
      undone();
      return () => fail(ledgerFailure(error, path, 'append'));
    }
  }

  /** SQLite may have given up the whole transaction; and a full disk is no matter of one write. */
  function isLost(error: unknown): boolean {
    return !database.inTransaction || (error instanceof Database.SqliteError && !concernsOneStatement(error));
  }

  function* transact(tick: readonly Waiting[], one: (waiting: Waiting) => Steps<Settle | undefined>): Steps<Settle[] | undefined> {
    begin.run();
    try {
      begun();
      const settled: Settle[] = [];
      for (const waiting of tick) {
        const settle = yield* one(waiting);
        if (!settle) {
          giveUp();
          return undefined;
        }
        settled.push(settle);
        if (settled.length % OFTEN === 0) yield;
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

  return {
    *transact(tick) {
      return (yield* transact(tick, hopefully)) ?? (yield* transact(tick, carefully)) ?? [];
    },
  };
}

export function batchOver(file: File, options: BatchOptions): Batch {
  const { path } = file;
  const transaction = transactionOver(file, options);
  let waiting: Waiting[] = [];
  /** The transaction of an earlier tick that is not over. */
  let running: Steps<Settle[]> | undefined;
  let turnComes = false;

  function* whole(tick: readonly Waiting[]): Steps<Settle[]> {
    const settled: Settle[] = [];
    const all = yield* prepared(tick, settled);
    if (all.length === 0) return settled;
    try {
      settled.push(...(yield* transaction.transact(all)));
    } catch (error) {
      const failure = ledgerFailure(error, path, 'append');
      for (const { fail } of all) settled.push(() => fail(failure));
    }
    return settled;
  }

  /** True when it came to its end. */
  function goOn(until: number): boolean {
    if (!running) {
      running = whole(waiting);
      waiting = [];
    }
    for (;;) {
      const step = running.next();
      if (step.done) {
        running = undefined;
        for (const settle of step.value) settle();
        return true;
      }
      if (performance.now() >= until) return false;
    }
  }

  function turn(): void {
    turnComes = false;
    if (!running && waiting.length === 0) return;
    goOn(options.inSlices ? performance.now() + SLICE : Number.POSITIVE_INFINITY);
    if (running || waiting.length > 0) schedule();
  }

  function schedule(): void {
    if (turnComes) return;
    turnComes = true;
    setImmediate(turn);
  }

  function flush(): void {
    while (running || waiting.length > 0) goOn(Number.POSITIVE_INFINITY);
  }

  function before<T>(read: () => T): T {
    flush();
    try {
      options.begun();
      return read();
    } catch (error) {
      throw ledgerFailure(error, path, 'judge an append');
    }
  }

  return {
    flush,
    before,
    write: <T>(work: Work<T>, { tell, before }: { tell?(answer: T): void; before?: Steps<void> } = {}) =>
      new Promise<T>((resolve, reject) => {
        const settles = (answer: T) => () => {
          resolve(answer);
          tell?.(answer);
        };
        waiting.push({
          before,
          perform: (careful) => {
            const answer = work(careful);
            return isSteps(answer) ? thenSettles(answer, settles) : settles(answer);
          },
          fail: reject,
        });
        schedule();
      }),
  };
}

function* thenSettles<T>(steps: Steps<T>, settles: (answer: T) => Settle): Steps<Settle> {
  return settles(yield* steps);
}

/** What was to be done before the transaction, which holds up every other writer. Those that cannot go on are told so. */
function* prepared(tick: readonly Waiting[], settled: Settle[]): Steps<Waiting[]> {
  const all: Waiting[] = [];
  for (const one of tick) {
    try {
      if (one.before) yield* one.before;
      all.push(one);
    } catch (error) {
      settled.push(() => one.fail(error));
    }
  }
  return all;
}

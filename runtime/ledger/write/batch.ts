// Group commit: all writes of one tick share a transaction, so a busy daemon pays one fsync for many commits. If a second
// connection does the reading, a long transaction can span several turns of the event loop: readers see only committed data.

import type { MusterError } from '../../../contracts/errors.ts';
import { failpoint } from '../../failpoints.ts';
import { sliceEnd, yieldToOthers } from '../../slices.ts';
import { isSteps, type MaybeSteps, type Steps } from '../../steps.ts';
import { ledgerFailure, syncFailure } from '../failure.ts';
import type { Disk } from './disk.ts';
import { type LedgerConnection, type Settle, type Transaction, transactionOver, type Waiting } from './transaction.ts';

export type Batch = {
  /** Does the work within this tick's transaction. Calls `tell` and settles once that is committed or has failed as a whole. */
  write<T>(work: Work<T>, more?: { tell?(answer: T): void; before?: Steps<void> }): Promise<T>;
  /** Runs everything that is queued to its end, now. */
  flush(): void;
  /** Reads what the next transaction would find, after everything that is queued. */
  before<T>(read: () => T): T;
};

/**
 * A MusterError means it refused before writing anything; any other error may occur in the middle of writing. It may run twice:
 * without and then with `careful`, after everything the first try wrote was rolled back.
 */
export type Work<T> = (careful: boolean) => MaybeSteps<T>;

export type BatchOptions = Transaction & {
  /** Whether other code may run in the middle of a transaction: only when nothing else uses its connection. */
  inSlices: boolean;
  /** Syncs a commit in the background; without it, COMMIT itself waits for the disk. */
  disk?: Disk | undefined;
  /** It is unknown whether the last commit is on the disk: nothing more is written, and no caller may continue as if it were. */
  onUnsure(error: MusterError): void;
};

/** The callbacks of a tick, and whether anything was committed. */
type Done = { settled: Settle[]; isCommitted: boolean };

export function batchOver(file: LedgerConnection, options: BatchOptions): Batch {
  const { path } = file;
  const { disk } = options;
  const transaction = transactionOver(file, options);
  let waiting: Waiting[] = [];
  /** The unfinished transaction of an earlier tick. */
  let running: { tick: readonly Waiting[]; steps: Steps<Done> } | undefined;
  /** A transaction that is committed but not synced yet. Nothing is written meanwhile, so no commit can build on one that may be lost. */
  let committed: { tick: readonly Waiting[]; settled: readonly Settle[] } | undefined;
  let tidying: Promise<void> | undefined;
  let broken: MusterError | undefined;
  let isScheduled = false;
  const look = onceATurn(options.onBegin);

  function* tickSteps(tick: readonly Waiting[]): Steps<Done> {
    const settled: Settle[] = [];
    const all = yield* prepared(tick, settled);
    if (all.length === 0) return { settled, isCommitted: false };
    try {
      settled.push(...(yield* transaction.transact(all)));
      return { settled, isCommitted: true };
    } catch (error) {
      const failure = ledgerFailure(error, path, 'append');
      for (const { fail } of all) settled.push(() => fail(failure));
      return { settled, isCommitted: false };
    }
  }

  function runUntil(until: number): void {
    if (!running) {
      running = { tick: waiting, steps: tickSteps(waiting) };
      waiting = [];
    }
    const { tick, steps } = running;
    for (;;) {
      const step = steps.next();
      if (step.done) {
        running = undefined;
        finished(tick, step.value);
        return;
      }
      if (performance.now() >= until) return;
    }
  }

  function finished(tick: readonly Waiting[], { settled, isCommitted }: Done): void {
    if (!isCommitted) {
      for (const settle of settled) settle();
      return;
    }
    committed = { tick, settled };
    if (!disk) {
      durable();
      return;
    }
    failpoint('ledger.committed');
    const own = committed;
    disk.sync().then(
      () => committed === own && durable(),
      (error: unknown) => committed === own && lost(error),
    );
  }

  function durable(): void {
    const settled = committed?.settled ?? [];
    committed = undefined;
    disk?.release();
    failpoint('ledger.after-commit');
    for (const settle of settled) settle();
    tidying = disk?.tidy()?.then(() => {
      tidying = undefined;
      schedule();
    });
    if (waiting.length > 0) schedule();
  }

  function lost(error: unknown): void {
    const failure = syncFailure(error, path);
    broken = failure;
    for (const { fail } of [...(committed?.tick ?? []), ...waiting]) fail(failure);
    committed = undefined;
    waiting = [];
    options.onUnsure(failure);
  }

  function turn(): void {
    isScheduled = false;
    if (committed || tidying || (!running && waiting.length === 0)) return;
    runUntil(options.inSlices ? sliceEnd() : Number.POSITIVE_INFINITY);
    if (running || waiting.length > 0) schedule();
  }

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    // Long work takes turns with all other long work.
    if (running) void yieldToOthers().then(turn);
    else setImmediate(turn);
  }

  function flush(): void {
    while (committed || running || waiting.length > 0) {
      if (committed) syncNow();
      else runUntil(Number.POSITIVE_INFINITY);
    }
  }

  function syncNow(): void {
    try {
      disk?.syncNow();
      durable();
    } catch (error) {
      lost(error);
    }
  }

  function before<T>(read: () => T): T {
    flush();
    try {
      look();
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
        if (broken) {
          reject(broken);
          return;
        }
        const settles = (answer: T) => () => {
          resolve(answer);
          tell?.(answer);
        };
        waiting.push({
          before,
          perform: (careful) => {
            const answer = work(careful);
            return isSteps(answer) ? settleAfter(answer, settles) : settles(answer);
          },
          fail: reject,
        });
        schedule();
      }),
  };
}

/**
 * Checks for changes by other processes only once per turn of the event loop. Readers cannot tell the difference: what they read
 * may be outdated before they use it anyway.
 */
function onceATurn(look: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    look();
    isDone = true;
    setImmediate(() => {
      isDone = false;
    });
  };
}

function* settleAfter<T>(steps: Steps<T>, settles: (answer: T) => Settle): Steps<Settle> {
  return settles(yield* steps);
}

/**
 * Does the preparation that need not happen inside the transaction, which blocks all other writers. Work whose preparation fails is
 * dropped, and its caller told.
 */
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

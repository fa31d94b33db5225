// A durable reader of the journal: handles events in commit order, from where it stopped last time.
// The handler must be idempotent, because a crash may come before the position is saved.

import { MusterError } from '../../contracts/errors.ts';
import { systemClock } from '../../runtime/clock.ts';
import { failpoint } from '../../runtime/failpoints.ts';
import { yieldToOthers } from '../../runtime/slices.ts';
import { periodicTimer } from '../../runtime/watch/periodic-timer.ts';
import type { MusterLedger, MusterStored } from '../../skills/events.ts';

export type Consumer = {
  /** Resolves when everything that is in the journal now has been handled. */
  settled(): Promise<void>;
  close(): Promise<void>;
};

export type Take<Extra> = (batch: readonly MusterStored[], extra: Extra) => Promise<Extra>;

/** What a reader does, and what it stores beside its position. */
export type Reading<Extra> = {
  start(saved: { position: number; extra: unknown } | undefined): Promise<Extra>;
  take: Take<Extra>;
  onTrouble(error: unknown): void;
  /** Work that nobody waits for but that must be finished before the position is saved. */
  behind?(): Promise<void>;
};

/** Small enough that a batch takes little time; the next one follows immediately. */
const BATCH = 200;
/** How many of a batch are read and verified at a time. */
const PAGE = 50;
/**
 * The position is saved this long after the first event it does not cover, or somewhat earlier, together with those of other readers, so
 * that one fsync serves many events of all of them. After a crash, events that it does not cover are handled once more.
 */
const SAVE_AFTER = 1_000;
/** Used after progress lines that only say that a run still waits: an fsync for each would wake every follower of the ledger again. */
const SAVE_AFTER_WAITING = 300_000;
/** Commits made within this time are read together, so that reporting the last step does not delay the next one of a running run. */
const GATHER = 25;
const RETRY_AFTER = 1_000;

export async function consume<Extra>(
  name: string,
  ledger: MusterLedger,
  { start, take, onTrouble, behind }: Reading<Extra>,
): Promise<Consumer> {
  const saved = await ledger.cursor(name);
  let extra = await start(saved);
  let position = saved?.position ?? 0;
  let savedPosition = position;
  let draining: Promise<void> | undefined;
  const rounds = periodicTimer(systemClock);
  let saving: { soon: boolean; off: AbortController } | undefined;
  let retrying: NodeJS.Timeout | undefined;
  let gathering: NodeJS.Timeout | undefined;
  const reader = readerOf(ledger);
  let closed = false;

  async function drain(): Promise<void> {
    try {
      // A commit wakes all consumers at once: they read one after the other, and only after the process that committed has had its turn.
      await yieldToOthers();
      for (;;) {
        const batch = await reader.read(position);
        const last = batch.at(-1);
        if (!last || closed) return;
        if (batch.length === BATCH) await yieldToOthers();
        failpoint('projection.before-write');
        extra = await take(batch, extra);
        failpoint('projection.after-write');
        position = last.position;
        saveLater(batch.some(({ event }) => event.type !== 'poll.reported'));
      }
    } catch (error) {
      reader.forget();
      onTrouble(error);
      if (!closed) retrying ??= setTimeout(again, RETRY_AFTER);
    }
  }

  function again(): void {
    retrying = undefined;
    void wake();
  }

  function saveLater(soon: boolean): void {
    if (saving && (saving.soon || !soon)) return;
    saving?.off.abort();
    const off = new AbortController();
    saving = { soon, off };
    const span = soon ? SAVE_AFTER : SAVE_AFTER_WAITING;
    void rounds.sleep(span, span / 2, off.signal).then(() => (off.signal.aborted ? undefined : save().catch(onTrouble)));
  }

  async function save(): Promise<void> {
    saving?.off.abort();
    saving = undefined;
    reader.forget();
    if (position === savedPosition) return;
    const [reached, known] = [position, extra];
    await behind?.();
    await ledger.saveCursor(name, reached, known);
    savedPosition = reached;
  }

  function gather(): void {
    gathering ??= setTimeout(() => void wake(), GATHER);
  }

  function wake(): Promise<void> {
    clearTimeout(gathering);
    gathering = undefined;
    draining ??= drain().finally(() => {
      draining = undefined;
    });
    return draining;
  }

  const forget = ledger.onAppend(gather);
  void wake();
  return {
    async settled() {
      await wake();
      // Events that were appended while the last drain was ending.
      await wake();
    },
    async close() {
      forget();
      await wake();
      closed = true;
      clearTimeout(retrying);
      await save().catch((error: unknown) => {
        if (!(error instanceof MusterError && error.code === 'epoch-fenced')) onTrouble(error);
      });
    },
  };
}

type Reader = {
  read(position: number): Promise<readonly MusterStored[]>;
  /** Drops the cached batches. */
  forget(): void;
};

const readers = new WeakMap<MusterLedger, Reader>();
/** The batches to cache: the newest events, and the empty batch after them. */
const KEPT = 2;

async function byPages(ledger: MusterLedger, position: number): Promise<readonly MusterStored[]> {
  const batch: MusterStored[] = [];
  for (let from = position; ; await yieldToOthers()) {
    const page = await ledger.since(from, PAGE);
    batch.push(...page);
    from = page.at(-1)?.position ?? from;
    if (page.length < PAGE || batch.length >= BATCH) return batch;
  }
}

/** Consumers at the same position share what is read: each event is parsed and verified once for all of them. */
function readerOf(ledger: MusterLedger): Reader {
  const known = readers.get(ledger);
  if (known) return known;
  const kept = new Map<number, ReturnType<Reader['read']>>();
  const reader: Reader = {
    read(position) {
      const batch = kept.get(position) ?? byPages(ledger, position);
      kept.set(position, batch);
      const [oldest] = kept.keys();
      if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
      return batch;
    },
    forget: () => kept.clear(),
  };
  ledger.onAppend(reader.forget);
  readers.set(ledger, reader);
  return reader;
}

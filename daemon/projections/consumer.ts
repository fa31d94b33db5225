// A durable reader of the journal: takes events in the order of their commits, from where it stopped
// last time. What it does must bear to be done twice, for a crash may come before its place is saved.

import { MusterError } from '../../contracts/errors.ts';
import { systemClock } from '../../runtime/clock.ts';
import { failpoint } from '../../runtime/failpoints.ts';
import { othersTurn } from '../../runtime/slices.ts';
import { roundsOf } from '../../runtime/watch/rounds.ts';
import type { MusterLedger, MusterStored } from '../../skills/events.ts';

export type Consumer = {
  /** Resolves when everything that is in the journal now has been taken. */
  settled(): Promise<void>;
  close(): Promise<void>;
};

export type Take<Extra> = (batch: readonly MusterStored[], extra: Extra) => Promise<Extra>;

/** Few enough that a batch takes little time; the next follows at once. */
const BATCH = 200;
/** Of which so many are read, and proved, in one turn. */
const PAGE = 50;
/**
 * The place is saved this long after the first event it does not cover, or somewhat earlier, with those of other readers: one sync of
 * the disk serves many events of all of them. After a crash what is not covered is taken once more.
 */
const SAVE_AFTER = 1_000;
/** After the lines of a run that waits, which say that it still does: a sync for each would wake all who follow the ledger once more. */
const SAVE_AFTER_WAITING = 300_000;
/** Commits of one moment are read together: while a run gets on, its next step is not held up by what tells of the last. */
const GATHER = 25;
const RETRY_AFTER = 1_000;

/** `behind`: what nobody waits for, and what is to be done all the same before the place counts. */
export async function consume<Extra>(
  name: string,
  ledger: MusterLedger,
  start: (saved: { position: number; extra: unknown } | undefined) => Promise<Extra>,
  take: Take<Extra>,
  onTrouble: (error: unknown) => void,
  behind: () => Promise<void> = async () => undefined,
): Promise<Consumer> {
  const saved = await ledger.cursor(name);
  let extra = await start(saved);
  let position = saved?.position ?? 0;
  let savedPosition = position;
  let draining: Promise<void> | undefined;
  const rounds = roundsOf(systemClock);
  let saving: { soon: boolean; off: AbortController } | undefined;
  let retrying: NodeJS.Timeout | undefined;
  let gathering: NodeJS.Timeout | undefined;
  const reader = readerOf(ledger);
  let closed = false;

  async function drain(): Promise<void> {
    try {
      // A commit tells all consumers at once: they read one after the other, and not before whoever made it.
      await othersTurn();
      for (;;) {
        const batch = await reader.read(position);
        const last = batch.at(-1);
        if (!last || closed) return;
        if (batch.length === BATCH) await othersTurn();
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
    await behind();
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
      // What was appended while the last drain was ending.
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
  /** Lets go of what was read. */
  forget(): void;
};

const readers = new WeakMap<MusterLedger, Reader>();
/** What came, and that nothing came after it. */
const KEPT = 2;

async function byPages(ledger: MusterLedger, position: number): Promise<readonly MusterStored[]> {
  const batch: MusterStored[] = [];
  for (let from = position; ; await othersTurn()) {
    const page = await ledger.since(from, PAGE);
    batch.push(...page);
    from = page.at(-1)?.position ?? from;
    if (page.length < PAGE || batch.length >= BATCH) return batch;
  }
}

/** Those who stand at the same place read together: each event is parsed and proved once for all of them. */
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

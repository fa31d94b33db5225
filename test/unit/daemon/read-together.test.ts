// What several need at once is read once: the fold of a run, and new events for consumers at the same position of the journal.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sharedFolds } from '../../../daemon/process/fold.ts';
import { consume } from '../../../daemon/projections/consumer.ts';
import { openLedger, type SqliteLedger } from '../../../runtime/ledger/open.ts';
import { eventCatalogue, type MusterEvents, type MusterLedger } from '../../../skills/events.ts';
import { createRun } from './lead/test-run.ts';

const test = suite<{ folder: string; ledger: SqliteLedger<MusterEvents> }>('reading together');
test.before.each(async (context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'muster-'));
  context.ledger = await openLedger({ path: join(context.folder, 'ledger.db'), catalogue: eventCatalogue, epoch: 1 });
});
test.after.each(async ({ folder, ledger }) => {
  await ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

const RUN = 'r-aaaaaa';

async function accept(ledger: MusterLedger, run: string): Promise<void> {
  const events = [{ type: 'run.created' as const, payload: { ...createRun().state().created, run } }];
  const commit = { stream: `run/${run}` as const, expectedSeq: 0, commandId: run, actor: { kind: 'lead' as const }, at: 1, events };
  assert.is((await ledger.append(commit)).kind, 'appended');
}

async function pause(ledger: MusterLedger, run: string): Promise<void> {
  const events = [{ type: 'run.paused' as const, payload: { reason: '', expiresAt: '2026-11-30T00:00:00.000Z' } }];
  const commit = { stream: `run/${run}` as const, expectedSeq: 1, commandId: 'p', actor: { kind: 'person' as const }, at: 2, events };
  assert.is((await ledger.append(commit)).kind, 'appended');
}

/** The ledger, and how often it was read. */
function counted(ledger: MusterLedger) {
  const count = { read: 0, since: 0 };
  const it: MusterLedger = {
    ...ledger,
    read(...asked) {
      count.read += 1;
      return ledger.read(...asked);
    },
    since(...asked) {
      count.since += 1;
      return ledger.since(...asked);
    },
  };
  return { it, count };
}

test('folds a run once for consecutive callers', async ({ ledger }) => {
  await accept(ledger, RUN);
  await accept(ledger, 'r-bbbbbb');
  const { it, count } = counted(ledger);
  const folded = sharedFolds(it);
  const first = await folded(RUN);
  assert.is(first.seq, 1);
  // What is held here cannot have been collected.
  assert.is(await folded(RUN), first);
  assert.is(count.read, 1);
  await pause(ledger, RUN);
  assert.is((await folded(RUN)).seq, 2);
  assert.is((await folded('r-bbbbbb')).id, 'r-bbbbbb');
});

test('folds it again for callers after a write', async ({ ledger }) => {
  await accept(ledger, RUN);
  const held = Promise.withResolvers<void>();
  const { it } = counted(ledger);
  const slow: MusterLedger = {
    ...it,
    async read(...asked) {
      const events = await ledger.read(...asked);
      await held.promise;
      return events;
    },
  };
  const folded = sharedFolds(slow);
  const before = folded(RUN);
  await ledger.read(`run/${RUN}`);
  await pause(ledger, RUN);
  held.resolve();
  assert.is((await before).seq, 1);
  assert.is((await folded(RUN)).seq, 2);
});

test('forgets a fold that failed', async ({ ledger }) => {
  const folded = sharedFolds(ledger);
  let failed = false;
  await folded(RUN).catch(() => {
    failed = true;
  });
  assert.ok(failed);
  await accept(ledger, RUN);
  assert.is((await folded(RUN)).seq, 1);
});

test('reads what was appended once for all readers, and each takes every event once', async ({ ledger }) => {
  const { it, count } = counted(ledger);
  const taken: string[][] = [[], [], []];
  const fail = (error: unknown) => {
    throw error;
  };
  const readers = await Promise.all(
    taken.map((own, n) =>
      consume<null>(`reader-${n}`, it, {
        start: async () => null,
        async take(batch) {
          own.push(...batch.map(({ event }) => event.stream));
          return null;
        },
        onTrouble: fail,
      }),
    ),
  );
  const settled = () => Promise.all(readers.map((reader) => reader.settled()));
  await settled();
  const before = count.since;
  await Promise.all(['r-aaaaaa', 'r-bbbbbb', 'r-cccccc'].map((run) => accept(it, run)));
  await settled();
  for (const own of taken) assert.equal(own.toSorted(), ['run/r-aaaaaa', 'run/r-bbbbbb', 'run/r-cccccc']);
  // What came, and that there was no more.
  assert.is(count.since - before, 2);
  await pause(it, 'r-aaaaaa');
  await settled();
  for (const own of taken) assert.is(own.at(-1), 'run/r-aaaaaa');
  for (const reader of readers) await reader.close();
});

test.run();

// Work that a journal consumer does without anybody waiting for it: its position is saved only after that work is done.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { consume } from '../../../daemon/projections/consumer.ts';
import { openLedger, type SqliteLedger } from '../../../runtime/ledger/open.ts';
import { eventCatalogue, type MusterEvents } from '../../../skills/events.ts';
import { createRun } from './lead/test-run.ts';

const test = suite<{ folder: string; ledger: SqliteLedger<MusterEvents> }>('behind the place');
test.before.each(async (context) => {
  context.folder = mkdtempSync(join(tmpdir(), 'muster-'));
  context.ledger = await openLedger({ path: join(context.folder, 'ledger.db'), catalogue: eventCatalogue, epoch: 1 });
  const events = [{ type: 'run.created' as const, payload: { ...createRun().state().created, run: 'r-aaaaaa' } }];
  const commit = { stream: 'run/r-aaaaaa' as const, expectedSeq: 0, commandId: 'c', actor: { kind: 'lead' as const }, at: 1, events };
  assert.is((await context.ledger.append(commit)).kind, 'appended');
});
test.after.each(async ({ folder, ledger }) => {
  await ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A reader that takes everything at once and has something left to do behind it. */
function reader(ledger: SqliteLedger<MusterEvents>, behind: () => Promise<void>) {
  const troubles: unknown[] = [];
  const made = consume<null>('reader', ledger, {
    start: async () => null,
    take: async () => null,
    onTrouble: (error) => void troubles.push(error),
    behind,
  });
  return { made, troubles };
}

test('is not waited for by callers who ask whether all was consumed, but delays the cursor and the close', async ({ ledger }) => {
  const done = Promise.withResolvers<void>();
  const { made, troubles } = reader(ledger, () => done.promise);
  const consumer = await made;
  await consumer.settled();
  const closing = consumer.close();
  const first = await Promise.race([closing.then(() => 'closed'), ledger.streams().then(() => 'asked')]);
  assert.is(first, 'asked');
  assert.is(await ledger.cursor('reader'), undefined);
  done.resolve();
  await closing;
  assert.is((await ledger.cursor('reader'))?.position, 1);
  assert.equal(troubles, []);
});

test('does not move the cursor if it fails, and says so', async ({ ledger }) => {
  const { made, troubles } = reader(ledger, () => Promise.reject(new Error('no room')));
  const consumer = await made;
  await consumer.settled();
  await consumer.close();
  assert.is(await ledger.cursor('reader'), undefined);
  assert.equal(
    troubles.map((it) => (it as Error).message),
    ['no room'],
  );
});

test.run();

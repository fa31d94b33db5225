// Who may write: the newest epoch. Who may only read: everybody, and without leaving a trace.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { holdDaemonLock, takeEpoch } from '../../../../runtime/ledger/write/fence.ts';
import { appended, begin, commit, failsWith, type LedgerFixture, openFixture, RUN, step } from './ledger-fixture.ts';

const test = suite<{ fixture: LedgerFixture }>('who may write to a ledger');
test.before.each((context) => {
  context.fixture = openFixture();
});
test.after.each(({ fixture }) => fixture.clear());

test('counts epochs up from 1, for ever', async ({ fixture }) => {
  assert.is(await takeEpoch(fixture.path), 1);
  assert.is(await takeEpoch(fixture.path), 2);
  const ledger = await fixture.open({ epoch: 2 });
  assert.is(ledger.epoch, 2);
  await ledger.close();
  assert.is(await takeEpoch(fixture.path), 3);
});

test('counts on from an epoch that others have seen, because a ledger that was lost begins anew', async ({ fixture }) => {
  assert.is(await takeEpoch(fixture.path, 7), 8);
  assert.is(await takeEpoch(fixture.path, 3), 9);
});

test('refuses everything from a writer with an old epoch, and nothing from the next', async ({ fixture }) => {
  const before = await fixture.open({ epoch: await takeEpoch(fixture.path) });
  const kept = { kind: 'take', name: 'branch/x', owner: RUN } as const;
  await before.append(commit(0, [begin()], { claims: [kept] }));
  assert.equal(await before.claim('branch/x'), { owner: RUN, epoch: 1 });

  const after = await fixture.open({ epoch: await takeEpoch(fixture.path) });
  await failsWith('epoch-fenced', before.append(commit(1, [step()])), /epoch 1.*epoch 2/);
  await failsWith('epoch-fenced', before.saveCursor('c', 1, null));
  await failsWith('epoch-fenced', before.saveSnapshot(RUN, { seq: 1, reducerVersion: 1, state: {} }));
  assert.is((await before.read(RUN)).length, 1, 'it may still read');
  appended(await after.append(commit(1, [step()], { claims: [kept, { ...kept, name: 'branch/y' }] })));
  assert.equal(await after.claim('branch/x'), { owner: RUN, epoch: 1 }, 'a claim keeps the epoch it was taken in');
  assert.equal(await after.claim('branch/y'), { owner: RUN, epoch: 2 });
});

test('cannot be opened for an old epoch, nor go back to one', async ({ fixture }) => {
  await (await fixture.open({ epoch: 7 })).close();
  await failsWith('epoch-fenced', fixture.open({ epoch: 6 }));
  assert.is((await fixture.open()).epoch, 7, 'without an epoch of its own it writes under the one that stands');
  assert.is(await takeEpoch(fixture.path), 8);
});

test('can be read beside its writer, and after it, without leaving a trace', async ({ fixture }) => {
  const writer = await fixture.open({ epoch: 1 });
  await writer.append(commit(0, [begin()]));
  const reader = await fixture.open({ readOnly: true });
  assert.is((await reader.read(RUN)).length, 1);
  await writer.append(commit(1, [step()]));
  assert.is((await reader.read(RUN)).length, 2, 'it sees what came after it was opened');
  for (const attempt of [
    reader.append(commit(2, [step()])),
    reader.saveCursor('c', 1, null),
    reader.saveSnapshot(RUN, { seq: 1, reducerVersion: 1, state: {} }),
  ]) {
    await failsWith('not-allowed-here', attempt, /read-only/);
  }
  await takeEpoch(fixture.path);
  assert.is((await reader.streams()).length, 1, 'an epoch is nothing to a reader');
  await reader.close();
  await writer.close();

  const bytes = readFileSync(fixture.path);
  const alone = await fixture.open({ readOnly: true });
  assert.is((await alone.read(RUN)).length, 2);
  assert.is((await alone.since(0, 10)).length, 2);
  await alone.close();
  assert.ok(readFileSync(fixture.path).equals(bytes));
});

test('is not created by a reader', async ({ fixture }) => {
  await failsWith('io-failed', fixture.open({ readOnly: true }), /there is no ledger/);
  assert.equal(readdirSync(fixture.folder), []);
});

test('says so if the lock file is something else', async ({ fixture }) => {
  const path = join(fixture.folder, 'daemon.lock.db');
  writeFileSync(path, 'this has never been a lock, and is longer than a header of a hundred bytes would have to be, by far');
  await failsWith('io-failed', holdDaemonLock(path), /not a lock file/);
});

test.run();

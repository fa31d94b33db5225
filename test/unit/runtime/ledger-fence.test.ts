// Who may write: the newest epoch. Who may only read: everybody, and without leaving a trace.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { holdDaemonLock, takeEpoch } from '../../../runtime/ledger/write/fence.ts';
import { appended, begin, commit, failsWith, openStage, RUN, type Stage, step } from './ledger-stage.ts';

const test = suite<{ stage: Stage }>('who may write to a ledger');
test.before.each((context) => {
  context.stage = openStage();
});
test.after.each(({ stage }) => stage.clear());

test('counts epochs up from 1, for ever', async ({ stage }) => {
  assert.is(await takeEpoch(stage.path), 1);
  assert.is(await takeEpoch(stage.path), 2);
  const ledger = await stage.open({ epoch: 2 });
  assert.is(ledger.epoch, 2);
  await ledger.close();
  assert.is(await takeEpoch(stage.path), 3);
});

test('refuses everything from a writer with an old epoch, and nothing from the next', async ({ stage }) => {
  const before = await stage.open({ epoch: await takeEpoch(stage.path) });
  const kept = { kind: 'take', name: 'branch/x', owner: RUN } as const;
  await before.append(commit(0, [begin()], { claims: [kept] }));
  assert.equal(await before.claim('branch/x'), { owner: RUN, epoch: 1 });

  const after = await stage.open({ epoch: await takeEpoch(stage.path) });
  await failsWith('epoch-fenced', before.append(commit(1, [step()])), /epoch 1.*epoch 2/);
  await failsWith('epoch-fenced', before.saveCursor('c', 1, null));
  await failsWith('epoch-fenced', before.saveSnapshot(RUN, { seq: 1, reducerVersion: 1, state: {} }));
  assert.is((await before.read(RUN)).length, 1, 'it may still read');
  appended(await after.append(commit(1, [step()], { claims: [kept, { ...kept, name: 'branch/y' }] })));
  assert.equal(await after.claim('branch/x'), { owner: RUN, epoch: 1 }, 'a claim keeps the epoch it was taken in');
  assert.equal(await after.claim('branch/y'), { owner: RUN, epoch: 2 });
});

test('cannot be opened for an old epoch, nor go back to one', async ({ stage }) => {
  await (await stage.open({ epoch: 7 })).close();
  await failsWith('epoch-fenced', stage.open({ epoch: 6 }));
  assert.is((await stage.open()).epoch, 7, 'without an epoch of its own it writes under the one that stands');
  assert.is(await takeEpoch(stage.path), 8);
});

test('can be read beside its writer, and after it, without leaving a trace', async ({ stage }) => {
  const writer = await stage.open({ epoch: 1 });
  await writer.append(commit(0, [begin()]));
  const reader = await stage.open({ readOnly: true });
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
  await takeEpoch(stage.path);
  assert.is((await reader.streams()).length, 1, 'an epoch is nothing to a reader');
  await reader.close();
  await writer.close();

  const bytes = readFileSync(stage.path);
  const alone = await stage.open({ readOnly: true });
  assert.is((await alone.read(RUN)).length, 2);
  assert.is((await alone.since(0, 10)).length, 2);
  await alone.close();
  assert.ok(readFileSync(stage.path).equals(bytes));
});

test('is not created by a reader', async ({ stage }) => {
  await failsWith('io-failed', stage.open({ readOnly: true }), /there is no ledger/);
  assert.equal(readdirSync(stage.folder), []);
});

test('says so if the lock file is something else', async ({ stage }) => {
  const path = join(stage.folder, 'daemon.lock.db');
  writeFileSync(path, 'this has never been a lock, and is longer than a header of a hundred bytes would have to be, by far');
  await failsWith('io-failed', holdDaemonLock(path), /not a lock file/);
});

test.run();

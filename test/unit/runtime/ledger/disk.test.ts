// A commit is reported only once the disk has it, and the process goes on meanwhile.

import { closeSync, copyFileSync, fstatSync, openSync, statSync } from 'node:fs';
import { setTimeout as sleep, setImmediate as yieldToOthers } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { MusterError } from '../../../../contracts/errors.ts';
import { appended, begin, commit, failsWith, type LedgerFixture, openFixture, RUN, step } from './ledger-fixture.ts';

const test = suite<{ fixture: LedgerFixture }>('a ledger and its disk');
test.before.each((context) => {
  context.fixture = openFixture();
});
test.after.each(({ fixture }) => fixture.clear());

/** What another process would see: everything that is committed. */
function outside<T>(path: string, sql: string): T {
  const database = new Database(path, { readonly: true });
  try {
    return database.prepare<[], T>(sql).pluck().get() as T;
  } finally {
    database.close();
  }
}
const COUNT = 'SELECT count(*) FROM events';

test('shows this process only what is certainly on the disk', async ({ fixture }) => {
  const ledger = await fixture.open();
  for (let seq = 0; seq < 20; seq++) {
    let isTold = false;
    const whole = ledger.append(commit(seq, [seq === 0 ? begin() : step()])).then((it) => {
      isTold = true;
      return it;
    });
    await yieldToOthers();
    // It is committed in the turn before this one, and the disk cannot have answered.
    assert.is(outside<number>(fixture.path, COUNT), seq + 1);
    const [rows, events, since] = await Promise.all([ledger.streams(), ledger.read(RUN), ledger.since(0, 100)]);
    assert.is(isTold, false);
    assert.equal([rows[0]?.seq ?? 0, events.length, since.length], [seq, seq, seq]);
    appended(await whole);
    assert.is((await ledger.read(RUN)).length, seq + 1);
  }
});

test('builds nothing on a commit that may not be on the disk', async ({ fixture }) => {
  const ledger = await fixture.open();
  for (let seq = 0; seq < 60; seq += 2) {
    let isTold = false;
    const first = ledger.append(commit(seq, [seq === 0 ? begin() : step()])).finally(() => {
      isTold = true;
    });
    await yieldToOthers();
    const second = ledger.append(commit(seq + 1, [step()]));
    while (outside<number>(fixture.path, COUNT) < seq + 2) {
      await yieldToOthers();
      if (!isTold) assert.is(outside<number>(fixture.path, COUNT), seq + 1);
    }
    appended(await first);
    appended(await second);
  }
});

test('writes nothing more after a failed sync, and the same commit can be retried', async ({ fixture }) => {
  const told: MusterError[] = [];
  const ledger = await fixture.open({ onUnsure: (error) => told.push(error) });
  appended(await ledger.append(commit(0, [begin()])));
  using _ = brokenLog(fixture.path);
  const unsure = commit(1, [step({ n: 1 })]);
  const attempt = ledger.append(unsure);
  await yieldToOthers();
  const behind = ledger.append(commit(2, [step()]));
  await failsWith('io-failed', attempt, /not known whether the newest events of .* are on the disk/);
  await failsWith('io-failed', behind, /not known/);
  await failsWith('io-failed', ledger.append(commit(1, [step()])), /not known/);
  assert.is(told.length, 1);
  assert.is((await ledger.read(RUN)).length, 1);
  await ledger.close();

  const again = await fixture.open();
  assert.is((await again.read(RUN)).length, 2);
  assert.is((await again.append(unsure)).kind, 'repeated');
});

/** The log that is waited for becomes something that no disk keeps. SQLite has files of its own, which stay as they are. */
function brokenLog(path: string): Disposable {
  const { ino } = statSync(`${path}-wal`);
  const inode = (fd: number): number | undefined => {
    try {
      return fstatSync(fd).ino;
    } catch {
      return undefined;
    }
  };
  const log = Array.from({ length: 256 }, (_, fd) => fd).findLast((fd) => inode(fd) === ino);
  if (log === undefined) throw new Error('the log is not open');
  closeSync(log);
  const others: number[] = [];
  for (let fd = openSync('/dev/null', 'r'); fd !== log; fd = openSync('/dev/null', 'r')) others.push(fd);
  return { [Symbol.dispose]: () => others.forEach(closeSync) };
}

test('commits into room that its log already has, and finds all of it after a crash', async ({ fixture }) => {
  const ledger = await fixture.open();
  const sizes = new Set([sizeOfLog(fixture.path)]);
  for (let seq = 0; seq < 20; seq++) {
    appended(await ledger.append(commit(seq, [seq === 0 ? begin() : step({ n: seq })])));
    sizes.add(sizeOfLog(fixture.path));
  }
  assert.is(sizes.size, 1, `the log grew: ${[...sizes].join(', ')}`);
  appended(await ledger.append(commit(20, [step({ words: 'x'.repeat(3_000_000) })])));
  const grown = sizeOfLog(fixture.path);
  appended(await ledger.append(commit(21, [step()])));
  assert.is(sizeOfLog(fixture.path), grown);

  // What a power cut leaves: the file and the log, and no process that closes them.
  const copy = openFixture();
  for (const end of ['', '-wal']) copyFileSync(fixture.path + end, copy.path + end);
  const after = await copy.open();
  assert.equal(await after.quickCheck(), []);
  appended(await after.append(commit(22, [step()])));
  assert.is((await after.read(RUN)).length, 23);
  await copy.clear();
});

const sizeOfLog = (path: string): number => statSync(`${path}-wal`).size;

test('checkpoints its log during writes, and stays intact', async ({ fixture }) => {
  const ledger = await fixture.open();
  const words = 'x'.repeat(40_000);
  const small = statSync(fixture.path).size;
  for (let seq = 0; seq < 1_200; seq += 10) {
    appended(
      await ledger.append(
        commit(
          seq,
          Array.from({ length: 10 }, (_, n) => (seq + n === 0 ? begin() : step({ n, words }))),
        ),
      ),
    );
  }
  // 48 MB were written: the log begins anew instead of keeping it all.
  assert.ok(statSync(`${fixture.path}-wal`).size < 36_000_000, `the log has ${statSync(`${fixture.path}-wal`).size} bytes`);
  assert.ok(statSync(fixture.path).size > small + 4_000_000);
  assert.equal(await ledger.quickCheck(), []);
  assert.is((await ledger.read(RUN)).length, 1_200);
});

test('checkpoints the rest of its log once it is idle', async ({ fixture }) => {
  const ledger = await fixture.open();
  appended(await ledger.append(commit(0, [begin({ words: 'x'.repeat(6_000_000) })])));
  const until = Date.now() + 20_000;
  while (statSync(fixture.path).size < 6_000_000 && Date.now() < until) await sleep(10);
  assert.ok(statSync(fixture.path).size > 6_000_000);
  await ledger.close();
  assert.is((await (await fixture.open({ readOnly: true })).read(RUN)).length, 1);
});

test.run();

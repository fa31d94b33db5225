// A full disk, and a ledger that somebody else is writing to: a failed write is reported, has written nothing, and can be repeated later.

import Database from 'better-sqlite3';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openDatabase, openReader } from '../../../../runtime/ledger/database.ts';
import { ledgerOver } from '../../../../runtime/ledger/open.ts';
import { appended, begin, commit, failsWith, type LedgerFixture, OTHER, openFixture, RUN, step, stories } from './ledger-fixture.ts';

const test = suite<{ fixture: LedgerFixture }>('a ledger that cannot write');
test.before.each((context) => {
  context.fixture = openFixture();
});
test.after.each(({ fixture }) => fixture.clear());

test('is busy while another process writes, and continues afterwards', async ({ fixture }) => {
  const ledger = await fixture.open({ patience: 20 });
  await ledger.append(commit(0, [begin()]));
  const other = new Database(fixture.path);
  other.exec('BEGIN IMMEDIATE');
  const order = commit(1, [step()], { commandId: 'tried-again' });
  const attempts = [ledger.append(order), ledger.append(commit(0, [begin()], { stream: OTHER })), ledger.saveCursor('c', 1, null)];
  for (const attempt of attempts) {
    const error = await failsWith('ledger-busy', attempt, /ledger\.db/);
    assert.is((error.cause as { code: string }).code, 'SQLITE_BUSY');
    assert.is(error.class, 'recoverable');
  }
  assert.is((await ledger.read(RUN)).length, 1, 'reading goes on meanwhile');
  other.exec('COMMIT');
  other.close();
  appended(await ledger.append(order));
  appended(await ledger.append(commit(0, [begin()], { stream: OTHER })));
});

test('refuses when the disk is full, writes no partial commit, and continues when there is space again', async ({ fixture }) => {
  const file = await openDatabase(fixture.path);
  const ledger = ledgerOver(file, { catalogue: stories });
  await ledger.append(commit(0, [begin()]));
  const pages = Number(file.database.pragma('page_count', { simple: true }));
  file.database.pragma(`max_page_count = ${pages + 2}`);
  const big = 'x'.repeat(100_000);
  const order = commit(1, [step(), step({ big })], { claims: [{ kind: 'take', name: 'c', owner: 'o' }] });
  const [small, large] = [ledger.append(commit(0, [begin()], { stream: OTHER })), ledger.append(order)];
  const error = await failsWith('io-failed', large, /SQLITE_FULL/);
  assert.match(error.hint, /free some space/);
  await failsWith('io-failed', small);
  assert.equal(await ledger.read(OTHER), [], 'the disk is full for all of the tick');
  assert.is((await ledger.read(RUN)).length, 1);
  assert.is(await ledger.claim('c'), undefined);

  appended(await ledger.append(commit(0, [begin()], { stream: OTHER })));
  file.database.pragma('max_page_count = 1000000');
  appended(await ledger.append(order));
  assert.equal(
    (await ledger.read(RUN)).map(({ seq }) => seq),
    [1, 2, 3],
  );
  assert.equal(await ledger.quickCheck(), []);
  await ledger.close();
});

test('undoes one commit that its own tables refuse, and keeps the rest of the tick', async ({ fixture }) => {
  const file = await openDatabase(fixture.path);
  file.database.exec(
    `CREATE TRIGGER contrary BEFORE INSERT ON events WHEN NEW.body LIKE '%unwanted%' BEGIN SELECT RAISE(ABORT, 'contrary'); END`,
  );
  const ledger = ledgerOver(file, { catalogue: stories });
  await ledger.append(commit(0, [begin()]));
  const claims = [{ kind: 'take', name: 'branch', owner: 'it' }] as const;
  const answers = await Promise.allSettled([
    ledger.append(commit(1, [step({ n: 1 })])),
    ledger.append(commit(0, [begin(), step({ word: 'unwanted' })], { stream: OTHER, claims })),
    ledger.append(commit(2, [step({ n: 2 })])),
    ledger.append(commit(3, [step({ n: 3 }), step({ word: 'unwanted' })])),
    ledger.append(commit(3, [step({ n: 4 })])),
  ]);
  assert.equal(
    answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.kind : answer.reason.code)),
    ['appended', 'internal', 'appended', 'internal', 'appended'],
  );
  assert.equal(
    (await ledger.read(RUN)).map(({ payload }) => payload),
    [{}, { n: 1 }, { n: 2 }, { n: 4 }],
  );
  assert.equal(await ledger.read(OTHER), []);
  assert.is(await ledger.claim('branch'), undefined);
  appended(await ledger.append(commit(0, [begin()], { stream: OTHER })));
  await ledger.close();
});

test('never lets an event be changed or removed', async ({ fixture }) => {
  const file = await openDatabase(fixture.path);
  const ledger = ledgerOver(file, { catalogue: stories });
  await ledger.append(commit(0, [begin()], { commandId: 'only-once' }));
  const refused: [string, RegExp][] = [
    [`UPDATE events SET body = '{}'`, /never changes/],
    ['DELETE FROM events', /never goes/],
    ['UPDATE fence SET epoch = -1', /only rises/],
    ['INSERT INTO events SELECT 99, stream, seq, NULL, body, digest FROM events', /UNIQUE/],
    ['INSERT INTO events SELECT 99, stream, 2, command, body, digest FROM events', /UNIQUE/],
    ['INSERT INTO events SELECT 99, 77, 2, NULL, body, digest FROM events', /FOREIGN KEY/],
  ];
  for (const [sql, says] of refused) assert.throws(() => file.database.exec(sql), says);
  await ledger.close();
});

test('caches little of what it has read, on both connections of a long-lived process', async ({ fixture }) => {
  const { database, path } = await openDatabase(fixture.path);
  const reader = openReader(path);
  for (const [connection, kib] of [[database, 2_000] as const, [reader, 500] as const]) {
    assert.equal(connection.pragma('cache_size', { simple: true }), -kib, 'KiB, as a negative number says');
    connection.close();
  }
});

test.run();

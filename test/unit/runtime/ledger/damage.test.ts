// Ledgers that were damaged, each in its way: one clear error, and whatever is sound still works.

import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { StreamName } from '../../../../contracts/event.ts';
import { digestOf } from '../../../../runtime/canonical.ts';
import { appended, begin, commit, failsWith, type LedgerFixture, note, OTHER, openFixture, RUN, step } from './ledger-fixture.ts';

const test = suite<{ fixture: LedgerFixture }>('a damaged ledger');
test.before.each((context) => {
  context.fixture = openFixture();
});
test.after.each(({ fixture }) => fixture.clear());

/** Two runs of ten events each, whose payloads can be found in the file, and the file closed. */
async function tell(fixture: LedgerFixture): Promise<void> {
  const ledger = await fixture.open();
  for (const stream of [RUN, OTHER]) {
    await ledger.append(commit(0, [begin(), ...Array.from({ length: 9 }, (_, n) => step({ needle: `${stream}#${n + 2}` }))], { stream }));
  }
  await ledger.close();
}

/** Changes the file behind the ledger's back; its own triggers are in the way of that, so they go first. */
function tamper(path: string, sql: string): void {
  const database = new Database(path);
  database.exec(`PRAGMA foreign_keys = OFF; DROP TRIGGER events_never_change; DROP TRIGGER events_never_go; ${sql}`);
  database.close();
}

/** Wherever it stands: a page that was split leaves a stale copy behind. */
function flipByteAt(path: string, text: string): void {
  const bytes = readFileSync(path);
  let flipped = 0;
  for (let place = bytes.indexOf(text); place >= 0; place = bytes.indexOf(text)) {
    bytes[place] = (bytes[place] ?? 0) ^ 1;
    flipped += 1;
  }
  assert.ok(flipped > 0, `${text} is in the file`);
  writeFileSync(path, bytes);
}

test('reports a flipped byte with stream and number, and continues with the other runs', async ({ fixture }) => {
  await tell(fixture);
  flipByteAt(fixture.path, `${RUN}#7`);
  const ledger = await fixture.open();
  await failsWith('ledger-corrupt', ledger.read(RUN), /run\/r-aaaaaa is damaged at event 7/);
  assert.equal(
    ledger.damaged().map(({ stream, seq }) => [stream, seq]),
    [[RUN, 7]],
  );
  assert.is((await ledger.read(RUN, 8)).length, 2, 'what comes after the broken place is whole by itself');
  assert.is((await ledger.read(OTHER)).length, 10);
  appended(await ledger.append(commit(10, [step()], { stream: OTHER })));
  assert.equal(
    (await ledger.since(0, 6)).map(({ event }) => event.seq),
    [1, 2, 3, 4, 5, 6],
  );
  assert.equal(
    (await ledger.since(6, 4)).map(({ event }) => [event.stream, event.seq]),
    [
      [RUN, 8],
      [RUN, 9],
      [RUN, 10],
      [OTHER, 1],
    ],
    'a consumer of all is not held up',
  );
});

test('is detected whatever was changed in an event', async ({ fixture }) => {
  const forged = (seq: number, change: (body: string) => string, path: string) => {
    const database = new Database(path);
    const body = change(database.prepare<[number], string>('SELECT body FROM events WHERE stream = 1 AND seq = ?').pluck().get(seq) ?? '');
    database.prepare('UPDATE events SET body = ?, digest = ? WHERE stream = 1 AND seq = ?').run(body, digestOf(body), seq);
    database.close();
  };
  const cases: [RegExp, string, ((path: string) => void)?][] = [
    [/event 4: it is missing/, 'DELETE FROM events WHERE stream = 1 AND seq = 4'],
    [/event 10: it is missing/, 'DELETE FROM events WHERE stream = 1 AND seq = 10'],
    [/event 10: it is missing/, 'UPDATE events SET seq = 11 WHERE stream = 1 AND seq = 10'],
    [/event 1: it is missing/, 'DELETE FROM events WHERE stream = 1'],
    [/event 4: its text does not match its digest/, `UPDATE events SET digest = '${'0'.repeat(64)}' WHERE stream = 1 AND seq = 4`],
    [
      /event 10: it is event 10 of run\/r-bbbbbb/,
      'DELETE FROM events WHERE stream = 1 AND seq = 10; UPDATE events SET stream = 1 WHERE stream = 2 AND seq = 10',
    ],
    [/event 5: it does not follow/, '', (path) => forged(4, (body) => body.replace('#4', '#x'), path)],
    [/event 10: it differs from the one in the index/, '', (path) => forged(10, (body) => body.replace('#10', '#xx'), path)],
    [/event 4: it is event 3 of/, '', (path) => forged(4, (body) => body.replace('"seq":4', '"seq":3'), path)],
    [/event 4: it is not JSON/, '', (path) => forged(4, () => '{"seq":4,', path)],
  ];
  await tell(fixture);
  const whole = `${fixture.path}.whole`;
  copyFileSync(fixture.path, whole);
  for (const [says, sql, further] of cases) {
    tamper(fixture.path, sql);
    further?.(fixture.path);
    const ledger = await fixture.open({ readOnly: true });
    await failsWith('ledger-corrupt', ledger.read(RUN), says);
    assert.is(ledger.damaged()[0]?.stream, RUN);
    await ledger.close();
    copyFileSync(whole, fixture.path);
  }
});

test('reports which of several long events was changed, and delivers those of other runs', async ({ fixture }) => {
  const long = (n: number) => step({ n, list: Array.from({ length: 2_000 }, (_, at) => ({ at, word: `a word of ${n}.${at}` })) });
  const ledger = await fixture.open();
  appended(await ledger.append(commit(0, [begin(), long(2), long(3), step({ n: 4 })])));
  appended(await ledger.append(commit(0, [begin(), long(2)], { stream: OTHER })));
  const whole = await ledger.read(RUN);
  assert.equal(
    whole.map((it) => it.payload),
    [begin(), long(2), long(3), step({ n: 4 })].map((it) => it.payload),
  );
  assert.equal(
    (await ledger.since(0, 10)).map(({ event }) => event),
    [...whole, ...(await ledger.read(OTHER))],
  );
  assert.equal(await ledger.read(RUN, 2, 1), whole.slice(2, 3));
  await ledger.close();
  tamper(fixture.path, `UPDATE events SET body = replace(body, 'a word of 3.7"', 'a word of 3.8"') WHERE stream = 1 AND seq = 3`);
  const damaged = await fixture.open({ readOnly: true });
  await failsWith('ledger-corrupt', damaged.read(RUN), /event 3: its text does not match its digest/);
  assert.equal(
    (await damaged.since(0, 10)).map(({ event }) => `${event.stream} ${event.seq}`),
    [`${RUN} 1`, `${RUN} 2`, `${RUN} 4`, `${OTHER} 1`, `${OTHER} 2`],
  );
  assert.equal(
    await damaged.read(OTHER),
    (await damaged.since(0, 10)).slice(3).map(({ event }) => event),
  );
});

test('does not read a ledger of a newer version', async ({ fixture }) => {
  await tell(fixture);
  const database = new Database(fixture.path);
  const version = Number(database.pragma('user_version', { simple: true }));
  database.pragma(`user_version = ${version + 1}`);
  database.close();
  for (const readOnly of [true, false]) {
    const error = await failsWith('ledger-newer', fixture.open({ readOnly }), /newer version of Muster/);
    assert.match(error.hint, /Update Muster/);
  }
});

test('does not read an event of a newer kind', async ({ fixture }) => {
  await tell(fixture);
  const body = `{"seq":1,"stream":"${RUN}","v":2}`;
  tamper(fixture.path, `UPDATE events SET body = '${body}', digest = '${digestOf(body)}' WHERE stream = 1 AND seq = 1`);
  await failsWith('ledger-newer', (await fixture.open()).read(RUN), /event 1 of run\/r-aaaaaa/);
});

test('is refused with what to do if the file is no ledger at all', async ({ fixture }) => {
  await tell(fixture);
  const whole = readFileSync(fixture.path);
  const noise = Buffer.from(whole);
  for (let index = 0; index < noise.length; index++) noise[index] = (index * 7919) & 0xff;
  const foreign = join(fixture.folder, 'foreign.db');
  new Database(foreign).exec('CREATE TABLE t (x)').close();
  const cases: [string, Buffer, RegExp][] = [
    ['nothing', Buffer.alloc(0), /is empty/],
    ['noise', noise, /not a database/],
    ['a text', Buffer.from('dear diary, today I was a ledger\n'.repeat(100)), /not a database/],
    ['half of it', whole.subarray(0, Math.floor(whole.length / 8192) * 4096), /malformed/],
    ['not quite all of it', whole.subarray(0, whole.length - 1), /cut short/],
    ['less than a page of it', whole.subarray(0, 3000), /./],
    ['another program’s file', readFileSync(foreign), /not a ledger of Muster/],
  ];
  for (const [what, bytes, says] of cases) {
    writeFileSync(fixture.path, bytes);
    for (const readOnly of [false, true]) {
      const error = await failsWith('ledger-corrupt', fixture.open({ readOnly }), says);
      assert.match(error.hint, /move .*ledger\.db-wal.* backup/, what);
    }
    assert.ok(readFileSync(fixture.path).equals(bytes), `${what}: it is left as it was, for whoever mends it`);
    for (const rest of ['-wal', '-shm']) rmSync(fixture.path + rest, { force: true });
  }
});

test('is refused when tables are missing', async ({ fixture }) => {
  await tell(fixture);
  tamper(fixture.path, 'DROP TABLE claims');
  await failsWith('ledger-corrupt', fixture.open(), /lost some of its tables/);
});

test('does not start over with the log of a lost one', async ({ fixture }) => {
  const ledger = await fixture.open();
  await ledger.append(commit(0, [begin()]));
  copyFileSync(`${fixture.path}-wal`, join(fixture.folder, 'log'));
  await ledger.close();
  rmSync(fixture.path);
  copyFileSync(join(fixture.folder, 'log'), `${fixture.path}-wal`);
  await failsWith('ledger-corrupt', fixture.open(), /is missing, but its write-ahead log is there/);
  assert.not(existsSync(fixture.path));
  truncateSync(`${fixture.path}-wal`, 0);
  assert.equal(await (await fixture.open()).streams(), [], 'an empty log, as a reader leaves it, is in nobody’s way');
});

const LOG_HEAD = 32;
const FRAME = 24 + 4_096;

test('loses no durable commit if the end of its log is torn', async ({ fixture }) => {
  const ledger = await fixture.open();
  await ledger.append(commit(0, [begin(), note()]));
  const copy = openFixture();
  copyFileSync(fixture.path, copy.path);
  copyFileSync(`${fixture.path}-wal`, `${copy.path}-wal`);
  // As a power failure leaves it in the middle of the next commit: a part of a frame that nobody was told of.
  const log = readFileSync(`${copy.path}-wal`);
  const torn = FRAME * Math.ceil((log.findLastIndex((byte) => byte !== 0) + 1 - LOG_HEAD) / FRAME) + LOG_HEAD;
  log.fill(0x5a, torn, torn + 1_111);
  writeFileSync(`${copy.path}-wal`, log);
  const after = await copy.open();
  assert.is((await after.read(RUN)).length, 2);
  appended(await after.append(commit(2, [step()])));
  await copy.clear();
});

test('quarantines the stream on a broken page, not the ledger', async ({ fixture }) => {
  const ledger = await fixture.open();
  const big = 'x'.repeat(40_000);
  const names = ['a', 'b', 'c', 'd', 'e'].map((letter): StreamName => `run/r-${letter.repeat(6)}`);
  for (const stream of names) await ledger.append(commit(0, [begin({ big }), step({ mark: `mark of ${stream}`, big })], { stream }));
  await ledger.close();
  const bytes = readFileSync(fixture.path);
  const mark = bytes.indexOf(`mark of ${names[2]}`);
  // The page with the event's beginning: whatever is on it is gone.
  bytes.fill(0xff, mark - (mark % 4096), mark - (mark % 4096) + 4096);
  writeFileSync(fixture.path, bytes);
  const after = await fixture.open();
  const outcomes = await Promise.all(
    names.map((stream) =>
      after.read(stream).then(
        ({ length }) => length,
        ({ code }) => code,
      ),
    ),
  );
  assert.ok(outcomes.includes('ledger-corrupt'), outcomes.join(' '));
  assert.ok(outcomes.includes(2), outcomes.join(' '));
  assert.ok((await after.quickCheck()).length > 0);
  assert.is(after.damaged().length, outcomes.filter((outcome) => outcome === 'ledger-corrupt').length);
});

test('returns no damaged snapshot, and none that is ahead of its stream', async ({ fixture }) => {
  await tell(fixture);
  const ledger = await fixture.open();
  await ledger.saveSnapshot(RUN, { seq: 3, reducerVersion: 1, state: { marked: 'snapshot-mark' } });
  await ledger.saveSnapshot(OTHER, { seq: 10, reducerVersion: 1, state: { other: true } });
  await ledger.close();
  flipByteAt(fixture.path, 'snapshot-mark');
  tamper(fixture.path, 'UPDATE streams SET seq = 9 WHERE id = 2');
  const after = await fixture.open();
  assert.is(await after.snapshot(RUN, 1), undefined);
  assert.is(await after.snapshot(OTHER, 1), undefined);
});

test('returns no damaged snapshot of many parts', async ({ fixture }) => {
  await tell(fixture);
  const ledger = await fixture.open();
  const state = { all: Array.from({ length: 1_000 }, (_, n) => ({ n })) };
  await ledger.saveSnapshot(RUN, { seq: 3, reducerVersion: 1, state });
  assert.equal((await ledger.snapshot(RUN, 1))?.state, state);
  await ledger.close();
  tamper(fixture.path, "UPDATE snapshots SET state = replace(state, substr(state, 100, 4), 'AAAA')");
  assert.is(await (await fixture.open()).snapshot(RUN, 1), undefined);
});

test('says what prevents the creation of one', async ({ fixture }) => {
  mkdirSync(fixture.path);
  await failsWith('io-failed', fixture.open(), /ledger\.db/);
  await failsWith(
    'io-failed',
    fixture.open({ path: join(fixture.folder, 'no', 'such', 'folder', 'ledger.db') }),
    /no such folder|does not exist|ledger\.db/,
  );
  assert.equal(readdirSync(fixture.folder), ['ledger.db']);
});

test.run();

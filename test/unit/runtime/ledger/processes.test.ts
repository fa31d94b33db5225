// Several processes on one ledger, and processes that are killed while they write to it.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { holdDaemonLock } from '../../../../runtime/ledger/write/fence.ts';
import { appended, begin, commit, type LedgerFixture, openFixture, RUN, step } from './ledger-fixture.ts';

const PROGRAM = fileURLToPath(new URL('ledger-program.ts', import.meta.url));
const DEADLINE = 60_000;

const test = suite<{ fixture: LedgerFixture; children: ChildProcess[] }>('a ledger among processes');
test.before.each((context) => {
  context.fixture = openFixture();
  context.children = [];
});
test.after.each(async ({ fixture, children }) => {
  await Promise.all(children.map(kill));
  await fixture.clear();
});

function start(children: ChildProcess[], ...args: string[]): { child: ChildProcess; lines: AsyncIterableIterator<string> } {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    timeout: DEADLINE,
    killSignal: 'SIGKILL',
  });
  children.push(child);
  if (!child.stdout) throw new Error('a piped child has an output');
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

test('has everything that was acknowledged before its writer was killed, and no partial commit', async ({ fixture, children }) => {
  for (const rounds of [1, 40, 150]) {
    const { child, lines } = start(children, 'write', fixture.path);
    const acknowledged = new Map<string, number>();
    for await (const line of lines) {
      const [stream = '', seq] = line.split(' ');
      // Lines that were in the pipe when it was killed count as well: they were said, so they must be true.
      acknowledged.set(stream, Number(seq));
      if (Number(seq) >= rounds * 3 && !child.killed) child.kill('SIGKILL');
    }
    await kill(child);
    assert.is(child.signalCode, 'SIGKILL');

    const ledger = await fixture.open();
    assert.equal(await ledger.quickCheck(), []);
    const streams = await ledger.streams();
    assert.is(streams.length, 3);
    for (const { stream, seq } of streams) {
      const events = await ledger.read(stream);
      assert.is(events.length, seq);
      assert.is(seq % 3, 0, 'a commit is there with all of its three events or with none');
      assert.ok(seq >= (acknowledged.get(stream) ?? 0), `${stream}: ${seq} of ${acknowledged.get(stream)} acknowledged`);
      appended(await ledger.append(commit(seq, [step()], { stream })));
    }
    assert.is(
      (await ledger.since(0, 100_000)).length,
      streams.reduce((sum, { seq }) => sum + seq + 1, 0),
    );
    await fixture.clear();
    Object.assign(fixture, openFixture());
  }
});

test('is written by two processes in turn, with no number given twice or left out', async ({ fixture, children }) => {
  const ledger = await fixture.open();
  await ledger.append(commit(0, [begin()]));
  const racers = ['ada', 'bob'].map((who) => start(children, 'race', fixture.path, who));
  for (const { lines } of racers) assert.is((await lines.next()).value, 'ready');
  for (const { child } of racers) child.stdin?.write('go\n');
  await Promise.all(racers.map(({ child }) => once(child, 'exit')));
  assert.equal(
    racers.map(({ child }) => child.exitCode),
    [0, 0],
  );
  const events = (await ledger.read(RUN)).slice(1);
  assert.equal(
    events.map(({ seq }) => seq),
    Array.from({ length: 200 }, (_, index) => index + 2),
  );
  for (const who of ['ada', 'bob']) {
    const own = events.map(({ payload }) => payload as { who: string; won: number }).filter((payload) => payload.who === who);
    assert.equal(
      own.map(({ won }) => won),
      Array.from({ length: 100 }, (_, index) => index),
    );
  }
});

test('has one daemon at a time, and another as soon as that one is dead', async ({ fixture, children }) => {
  const path = join(fixture.folder, 'daemon.lock.db');
  const first = start(children, 'hold', path);
  assert.is((await first.lines.next()).value, 'held');
  const second = start(children, 'hold', path);
  assert.is((await second.lines.next()).value, 'refused');
  assert.is(await holdDaemonLock(path), undefined);
  await kill(first.child);
  const lock = await holdDaemonLock(path);
  assert.ok(lock);
  assert.is(await holdDaemonLock(path), undefined, 'nor twice in one process');
  const third = start(children, 'hold', path);
  assert.is((await third.lines.next()).value, 'refused', 'asking once more in the holder’s own process did not let go of it');
  lock.release();
  const again = await holdDaemonLock(path);
  assert.ok(again);
  again.release();
});

test.run();

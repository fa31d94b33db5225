// The daemon is killed ten times in one run, and its workers do not notice; the session host is killed, and each of its workers is started
// once more.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readProcessTable } from '../../../runtime/processes/processes.ts';
import { type DaemonFixture, openDaemonFixture, until } from '../daemon-fixture.ts';
import { allRunning, outcomeOf, seatWorkers, startRun } from '../scripted-workers.ts';

const test = suite<{ fixture: DaemonFixture }>('a run whose');

test.before.each((context) => {
  context.fixture = openDaemonFixture();
});
test.after.each(async ({ fixture }) => fixture.clear());

const SEATS = ['one', 'two', 'three'] as const;
const companyAt = (go: string) => Object.fromEntries(SEATS.map((seat) => [seat, { worker: 'waits-for-file.mjs', args: [go] }]));

test('daemon is killed and started ten times keeps its workers', async ({ fixture }) => {
  const go = join(fixture.folder, 'go');
  seatWorkers(fixture, companyAt(go));
  await fixture.up();
  const run = await startRun(fixture, companyAt(go));
  const before = await allRunning(fixture, run, SEATS);
  for (let kills = 0; kills < 10; kills++) {
    await fixture.kill();
    await fixture.up();
  }
  assert.equal(await allRunning(fixture, run, SEATS), before);
  writeFileSync(go, '');
  const view = await fixture.ended(run);
  assert.is(view.outcome, 'completed');
  for (const seat of SEATS) assert.equal(outcomeOf(view, seat).attempts, ['first done'], seat);
});

test('session host is killed loses its workers, starts each once more, and completes', async ({ fixture }) => {
  const go = join(fixture.folder, 'go');
  seatWorkers(fixture, companyAt(go));
  await fixture.up();
  const run = await startRun(fixture, companyAt(go));
  const before = await allRunning(fixture, run, SEATS);
  const host = hostOf(fixture);
  process.kill(host, 'SIGKILL');
  await until('every worker to be started again', async () => {
    const { dispatches } = await fixture.view(run);
    return dispatches.every((it) => it.attempts.length === 2 && it.attempts[1]?.state === 'running');
  });
  const living = new Set(readProcessTable().rows.map((it) => it.pid));
  for (const pid of before) assert.not.ok(living.has(pid ?? 0), 'nobody of the old ones is left');
  assert.is.not(hostOf(fixture), host);
  writeFileSync(go, '');
  const view = await fixture.ended(run);
  assert.is(view.outcome, 'completed');
  for (const seat of SEATS) {
    assert.equal(
      outcomeOf(view, seat),
      { attempts: ['first host-lost', 'redispatch done'], status: 'completed', reason: 'done', flags: [] },
      seat,
    );
    const { attempts } = view.dispatches.find((it) => it.seat === seat) ?? { attempts: [] };
    assert.equal([attempts[0]?.end?.by, attempts[0]?.end?.gone], ['lost', true]);
  }
  const prompts = (await fixture.events(run)).filter((it) => it.type === 'prompt.written');
  assert.is(prompts.length, SEATS.length, 'the second start has the very prompt of the first');
});

test.run();

function hostOf(fixture: DaemonFixture): number {
  const host = readProcessTable().rows.find(({ pid }) => {
    const line = commandLine(pid);
    return line.includes('host-main') && line.includes(fixture.folder);
  });
  if (!host) throw new Error('there is no session host');
  return host.pid;
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

// Who dies meanwhile: the daemon, ten times in one run, and its workers never notice; the session host, and
// every worker of it is started once more.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readProcessTable } from '../../../runtime/processes/processes.ts';
import { allRunning, begin, fateOf, hire } from '../company.ts';
import { type DaemonStage, openDaemonStage, until } from '../daemon-stage.ts';

const test = suite<{ stage: DaemonStage }>('a run whose');

test.before.each((context) => {
  context.stage = openDaemonStage();
});
test.after.each(async ({ stage }) => stage.clear());

const SEATS = ['one', 'two', 'three'] as const;
const companyAt = (go: string) => Object.fromEntries(SEATS.map((seat) => [seat, { worker: 'waits-for-file.mjs', args: [go] }]));

test('daemon is killed and started ten times keeps its workers', async ({ stage }) => {
  const go = join(stage.folder, 'go');
  hire(stage, companyAt(go));
  await stage.up();
  const run = await begin(stage, companyAt(go));
  const before = await allRunning(stage, run, SEATS);
  for (let kills = 0; kills < 10; kills++) {
    await stage.kill();
    await stage.up();
  }
  assert.equal(await allRunning(stage, run, SEATS), before);
  writeFileSync(go, '');
  const view = await stage.ended(run);
  assert.is(view.outcome, 'completed');
  for (const seat of SEATS) assert.equal(fateOf(view, seat).attempts, ['first done'], seat);
});

test('session host is killed loses its workers, starts each once more, and completes', async ({ stage }) => {
  const go = join(stage.folder, 'go');
  hire(stage, companyAt(go));
  await stage.up();
  const run = await begin(stage, companyAt(go));
  const before = await allRunning(stage, run, SEATS);
  const host = hostOf(stage);
  process.kill(host, 'SIGKILL');
  await until('every worker to be started again', async () => {
    const { dispatches } = await stage.view(run);
    return dispatches.every((it) => it.attempts.length === 2 && it.attempts[1]?.state === 'running');
  });
  const living = new Set(readProcessTable().rows.map((it) => it.pid));
  for (const pid of before) assert.not.ok(living.has(pid ?? 0), 'nobody of the old ones is left');
  assert.is.not(hostOf(stage), host);
  writeFileSync(go, '');
  const view = await stage.ended(run);
  assert.is(view.outcome, 'completed');
  for (const seat of SEATS) {
    assert.equal(
      fateOf(view, seat),
      { attempts: ['first host-lost', 'redispatch done'], status: 'completed', reason: 'done', flags: [] },
      seat,
    );
    const { attempts } = view.dispatches.find((it) => it.seat === seat) ?? { attempts: [] };
    assert.equal([attempts[0]?.end?.by, attempts[0]?.end?.gone], ['lost', true]);
  }
  const prompts = (await stage.events(run)).filter((it) => it.type === 'prompt.written');
  assert.is(prompts.length, SEATS.length, 'the second start has the very prompt of the first');
});

test.run();

function hostOf(stage: DaemonStage): number {
  const host = readProcessTable().rows.find(({ pid }) => {
    const line = commandLine(pid);
    return line.includes('host-main') && line.includes(stage.folder);
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

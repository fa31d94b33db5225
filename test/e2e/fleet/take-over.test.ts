// Two nodes of a fleet: if the node that leads a run is killed, the other one completes the run, and both homes say the same about it.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Pruned } from '../../../daemon/records/prune-runs.ts';
import { type DaemonFixture, openDaemonFixture, until } from '../daemon-fixture.ts';
import { LAUNCHER } from '../program.ts';
import { type Servers, startServers } from './servers-fixture.ts';

const test = suite<{ servers: Servers; one: DaemonFixture; two: DaemonFixture }>('a fleet of two nodes');

/** Long enough for a machine that has much else to do: a node that stalls for as long loses its runs, and should. */
const LEASE = '10s';

test.before.each(async (context) => {
  context.servers = await startServers(1);
  context.one = openDaemonFixture('one');
  context.two = openDaemonFixture('two');
  for (const [node, fixture] of [
    ['one', context.one],
    ['two', context.two],
  ] as const)
    fixture.config(`fleet:\n  servers: [${context.servers.urls.join(', ')}]\n  node: ${node}\n  replicas: 1\n  lease: ${LEASE}\n`);
});
test.after.each(async ({ servers, one, two }) => {
  await Promise.all([one.clear(), two.clear()]);
  await servers.clear();
});

test('a run continues on the other node when its own is killed, and ends once', async ({ one, two }) => {
  const project = one.project('shop');
  const go = join(one.folder, 'go');
  one.agent('ada', 'waits-for-file.mjs', go);
  one.agent('eve', 'waits-for-file.mjs', go);
  await one.up();
  await two.up();
  one.drop('look.md', one.task(project, ['ada', 'eve']));
  await until('the run', async () => (await one.runs()).length === 1);
  const [run = ''] = await one.runs();
  const started = async (fixture: DaemonFixture) => (await fixture.events(run)).filter((it) => it.type === 'attempt.started').length;
  await until('both workers to be at work', async () => (await started(one)) === 2);
  await until('the other node to have read all of it', async () => (await started(two)) === 2);

  await one.kill();
  await until('the other node to lead, and to have workers of its own', async () => (await started(two)) === 4);
  const before = one.processes().filter((it) => it.pid !== process.pid).length;
  assert.ok(before > 0, 'the workers of the node that was killed are still there');

  await one.up();
  await until('those workers to be ended when their node comes back', async () => {
    const { workers } = (await one.ask({ ask: 'status' })) as { workers: number };
    return workers === 0 && one.processes().every(({ pid }) => !isWorker(pid, one.root));
  });
  const order = { kind: 'abort', run, reason: 'no' } as const;
  const refused = await one.ask({ ask: 'order', command: { token: 'a-token-for-it', actor: { kind: 'person' }, order } }).then(
    () => 'taken',
    (error: unknown) => String(error),
  );
  assert.match(refused, /led by node two|is for people/);

  writeFileSync(go, '');
  const view = await two.ended(run);
  assert.is(view.outcome, 'completed');
  assert.equal(
    view.findings.map((it) => [it.id, it.path, it.line]),
    [['F-001', 'answer.js', 2]],
  );
  const leads = (await two.events(run)).flatMap((it) => (it.type === 'lead.taken' ? [[it.payload.node, it.payload.epoch]] : []));
  assert.equal(leads, [
    ['one', 1],
    ['two', 2],
  ]);
  await one.ended(run);
  assert.equal(
    (await one.events(run)).map((it) => it.digest),
    (await two.events(run)).map((it) => it.digest),
  );
  for (const fixture of [one, two]) await until('the report', () => existsSync(join(fixture.home.run(run).report, 'report.html')));

  // Each has the prompts of its own time as a lead; what the other one has is named as that, and is no fault.
  for (const [fixture, other, what] of [
    [one, 'two', '3 prompts, 3 objects'],
    [two, 'one', '1 task, 1 object'],
  ] as const) {
    let [code, said] = verified(fixture, run);
    await until('what is written behind the end', () => {
      [code, said] = verified(fixture, run);
      return code === 0;
    }).catch(() => undefined);
    assert.is(code, 0, said);
    assert.match(said, new RegExp(`^On node ${other}, which led it, and not looked at here: ${what}\\.`, 'm'));
    assert.match(said, /intact and chained/);
  }
  writeFileSync(join(two.home.run(run).report, 'report.md'), 'another one');
  assert.is(verified(two, run)[0], 1, 'what is here and was changed is a fault on any node');

  // It is pruned by the node that led it last, and then by the other one.
  const prune = async (fixture: DaemonFixture) =>
    ((await fixture.ask({ ask: 'prune', keep: { runs: 0 }, dryRun: false, work: false })) as Pruned).rows.map((it) => it.what);
  assert.equal(await prune(one), []);
  assert.ok(existsSync(one.home.run(run).report));
  assert.equal(await prune(two), ['pruned']);
  await until('the other node to have heard of it', async () => (await one.events(run)).some((it) => it.type === 'run.pruned'));
  assert.equal(await prune(one), ['pruned']);
  for (const fixture of [one, two]) assert.not.ok(existsSync(fixture.home.run(run).root));
  assert.is((await two.events(run)).filter((it) => it.type === 'run.pruned').length, 1);
});

function verified(fixture: DaemonFixture, run: string): [number | null, string] {
  const env = { ...process.env, MUSTER_HOME: fixture.root, NO_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [LAUNCHER, 'verify', run], { env, encoding: 'utf8' });
  return [status, `${stdout}${stderr}`];
}

/** It was started for a dispatch of that home. */
function isWorker(pid: number, root: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`MUSTER_RESULT=${root}`);
  } catch {
    return false;
  }
}

test.run();

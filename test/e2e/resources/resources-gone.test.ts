// Somebody deletes parts of a home while it is in use: whatever is deleted, the run ends with its report, the next one finds everything it
// needs, commands still reach the daemon, and nothing hangs.

import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startOf } from '../../../runtime/processes/processes.ts';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';
import { allRunning, dispatchOf, seatWorkers } from '../scripted-workers.ts';

type Context = { fixture: CliFixture; project: string; go: string };

const test = suite<Context>('a home whose folders go away');
test.before.each(async (context) => {
  context.fixture = openCliFixture();
  context.go = join(context.fixture.folder, 'go');
  context.project = context.fixture.project('shop');
  seatWorkers(context.fixture, { waits: { worker: 'waits-for-file.mjs', args: [context.go] }, quick: { worker: 'agrees.mjs' } });
  await context.fixture.up();
});
test.after.each(({ fixture }) => fixture.clear());

/** Drops a task, and gives its run once one of its workers is done and the other waits. */
async function halfway({ fixture, project, go }: Context): Promise<string> {
  rmSync(go, { force: true });
  const before = await fixture.runs();
  fixture.drop(`task-${before.length}.md`, fixture.task(project, ['waits', 'quick'], '', `Look for the ${before.length}th time.`));
  let run = '';
  await until('the run', async () => {
    run = (await fixture.runs()).find((it) => !before.includes(it)) ?? '';
    return run !== '';
  });
  await allRunning(fixture, run, ['waits']);
  await until('the quick one to be done', async () => dispatchOf(await fixture.view(run), 'quick').status === 'completed');
  return run;
}

/** Something may be written there while it is removed. */
const remove = (fixture: CliFixture, entry: string, run: string) =>
  rmSync(join(fixture.root, entry.replace('<run>', run)), { recursive: true, force: true, maxRetries: 20 });

/** In the home, and in the folder of a run. */
const OF_A_HOME = [
  'bin',
  'config.yaml',
  'inbox/.claimed',
  'inbox/accepted',
  'inbox',
  'objects',
  'daemon.log',
  'daemon.json',
  'progress.log',
];
const OF_A_RUN = ['prompts', 'results/d1', 'results', 'state', 'task.md', 'transcripts', 'workplaces', 'progress.log'];

for (const [whose, entries] of [
  ['a home', OF_A_HOME],
  ['a run', OF_A_RUN.map((it) => `runs/<run>/${it}`)],
] as const) {
  test(`what is missing of ${whose} is created again, or not needed`, async (context) => {
    const { fixture, go } = context;
    for (const entry of entries) {
      const run = await halfway(context);
      remove(fixture, entry, run);
      writeFileSync(go, '');
      const view = await fixture.ended(run);
      assert.is(view.outcome, 'completed', entry);
      assert.is(dispatchOf(view, 'waits').status, 'completed', `${entry}: ${dispatchOf(view, 'waits').detail}`);
      assert.ok(existsSync(join(fixture.home.run(run).report, 'report.md')), `${entry}: its report`);
    }
    assert.match((await fixture.muster(['status'])).out, /^Daemon .* is running/);
    assert.is((await fixture.muster(['down'])).code, 0);
  });
}

for (const entry of ['runs', 'runs/<run>']) {
  test(`${entry} removed: workers that lost prompt and result are asked again, all work is reported, and the next run is complete`, async (context) => {
    const { fixture, go } = context;
    const run = await halfway(context);
    remove(fixture, entry, run);
    writeFileSync(go, '');
    const view = await fixture.ended(run);
    assert.is(view.outcome, 'completed');
    assert.equal(
      view.dispatches.map((it) => `${it.status} ${it.detail ?? ''}`),
      ['completed ', 'completed '],
    );
    // What others had written there is made again from what is kept.
    assert.is((await fixture.muster(['verify', run, '--repair'])).code, 0);
    assert.is((await fixture.muster(['verify', run])).code, 0);
    assert.ok(existsSync(join(fixture.home.run(run).report, 'report.md')));
    await until('its manifest', () => existsSync(fixture.home.run(run).manifest));
    const next = await halfway(context);
    writeFileSync(go, '');
    assert.equal(
      (await fixture.ended(next)).dispatches.map((it) => it.status),
      ['completed', 'completed'],
    );
    assert.is((await fixture.muster(['verify', next])).code, 0);
  });
}

test('the lines of a run whose progress.log was removed are all there again at its end', async (context) => {
  const { fixture, go } = context;
  const run = await halfway(context);
  remove(fixture, 'runs/<run>/progress.log', run);
  writeFileSync(go, '');
  await fixture.ended(run);
  await until('the last line', () => readFileSync(fixture.home.run(run).progress, 'utf8').includes('phase-7'));
  const { code, out } = await fixture.muster(['verify', run]);
  assert.is(code, 0, out);
});

test('a removed or truncated progress.log continues with text, even under another daemon', async (context) => {
  const { fixture, go } = context;
  const run = await halfway(context);
  const whole = readFileSync(fixture.home.progress, 'utf8');
  writeFileSync(fixture.home.progress, whole.slice(0, whole.indexOf('\n') + 1));
  await fixture.kill();
  await fixture.up();
  writeFileSync(go, '');
  await fixture.ended(run);
  await until('the last line', () => readFileSync(fixture.home.progress, 'utf8').includes('phase-7'));
  assert.not.match(readFileSync(fixture.home.progress, 'utf8'), /\0/);
});

test('a daemon whose socket was removed can be reached again', async ({ fixture }) => {
  rmSync(fixture.home.socket);
  await until('it to answer', async () => /^Daemon .* is running/.test((await fixture.muster(['status'])).out));
  assert.is((await fixture.muster(['down'])).code, 0);
});

test('a ledger that was moved away is noticed, and works again once it is put back', async (context) => {
  const { fixture, go } = context;
  const run = await halfway(context);
  const away = join(fixture.folder, 'away.db');
  renameSync(fixture.home.ledger, away);
  writeFileSync(go, '');
  await until('it to be missed', async () => (await fixture.muster(['status'])).out.includes('The ledger cannot be written'));
  assert.match(readFileSync(fixture.home.log, 'utf8'), /ledger\.db was moved, removed or replaced while it was in use/);
  renameSync(away, fixture.home.ledger);
  assert.is((await fixture.ended(run)).outcome, 'completed');
  assert.not.match((await fixture.muster(['status'])).out, /The ledger cannot be written/);
});

test('when the whole home was removed, its daemon ends the workers and exits', async (context) => {
  const { fixture } = context;
  const run = await halfway(context);
  const worker = dispatchOf(await fixture.view(run), 'waits').attempts.at(-1)?.pid;
  const daemon = await fixture.daemonPid();
  assert.ok(worker && daemon);
  rmSync(fixture.root, { recursive: true, force: true, maxRetries: 20 });
  await until('both to be gone', () => startOf(worker) === undefined && startOf(daemon) === undefined);
});

test.run();

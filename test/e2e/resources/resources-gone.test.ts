// A home that somebody tidies while it works: whatever folder or file of it goes away, a run ends with its report, the
// next one finds everything it needs, commands still reach the daemon, and nothing hangs.

import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startOf } from '../../../runtime/processes/processes.ts';
import { type CliStage, openCliStage } from '../cli/cli-stage.ts';
import { allRunning, dispatchOf, hire } from '../company.ts';
import { until } from '../daemon-stage.ts';

type Context = { stage: CliStage; project: string; go: string };

const test = suite<Context>('a home whose folders go away');
test.before.each(async (context) => {
  context.stage = openCliStage();
  context.go = join(context.stage.folder, 'go');
  context.project = context.stage.project('shop');
  hire(context.stage, { waits: { worker: 'waits-for-file.mjs', args: [context.go] }, quick: { worker: 'agrees.mjs' } });
  await context.stage.up();
});
test.after.each(({ stage }) => stage.clear());

/** Drops a task, and gives its run once one of its workers is done and the other waits. */
async function halfway({ stage, project, go }: Context): Promise<string> {
  rmSync(go, { force: true });
  const before = await stage.runs();
  stage.drop(`task-${before.length}.md`, stage.task(project, ['waits', 'quick'], '', `Look for the ${before.length}th time.`));
  let run = '';
  await until('the run', async () => {
    run = (await stage.runs()).find((it) => !before.includes(it)) ?? '';
    return run !== '';
  });
  await allRunning(stage, run, ['waits']);
  await until('the quick one to be done', async () => dispatchOf(await stage.view(run), 'quick').status === 'completed');
  return run;
}

/** Something may be written there while it is removed. */
const remove = (stage: CliStage, entry: string, run: string) =>
  rmSync(join(stage.root, entry.replace('<run>', run)), { recursive: true, force: true, maxRetries: 20 });

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
    const { stage, go } = context;
    for (const entry of entries) {
      const run = await halfway(context);
      remove(stage, entry, run);
      writeFileSync(go, '');
      const view = await stage.ended(run);
      assert.is(view.outcome, 'completed', entry);
      assert.is(dispatchOf(view, 'waits').status, 'completed', `${entry}: ${dispatchOf(view, 'waits').detail}`);
      assert.ok(existsSync(join(stage.home.run(run).report, 'report.md')), `${entry}: its report`);
    }
    assert.match((await stage.muster(['status'])).out, /^Daemon .* is running/);
    assert.is((await stage.muster(['down'])).code, 0);
  });
}

for (const entry of ['runs', 'runs/<run>']) {
  test(`${entry} removed: workers that lost prompt and result are asked again, all work is reported, and the next run is complete`, async (context) => {
    const { stage, go } = context;
    const run = await halfway(context);
    remove(stage, entry, run);
    writeFileSync(go, '');
    const view = await stage.ended(run);
    assert.is(view.outcome, 'completed');
    assert.equal(
      view.dispatches.map((it) => `${it.status} ${it.detail ?? ''}`),
      ['completed ', 'completed '],
    );
    // What others had written there is made again from what is kept.
    assert.is((await stage.muster(['verify', run, '--repair'])).code, 0);
    assert.is((await stage.muster(['verify', run])).code, 0);
    assert.ok(existsSync(join(stage.home.run(run).report, 'report.md')));
    await until('its manifest', () => existsSync(stage.home.run(run).manifest));
    const next = await halfway(context);
    writeFileSync(go, '');
    assert.equal(
      (await stage.ended(next)).dispatches.map((it) => it.status),
      ['completed', 'completed'],
    );
    assert.is((await stage.muster(['verify', next])).code, 0);
  });
}

test('the lines of a run whose progress.log was removed are all there again at its end', async (context) => {
  const { stage, go } = context;
  const run = await halfway(context);
  remove(stage, 'runs/<run>/progress.log', run);
  writeFileSync(go, '');
  await stage.ended(run);
  await until('the last line', () => readFileSync(stage.home.run(run).progress, 'utf8').includes('phase-7'));
  const { code, out } = await stage.muster(['verify', run]);
  assert.is(code, 0, out);
});

test('a removed or truncated progress.log continues with text, even under another daemon', async (context) => {
  const { stage, go } = context;
  const run = await halfway(context);
  const whole = readFileSync(stage.home.progress, 'utf8');
  writeFileSync(stage.home.progress, whole.slice(0, whole.indexOf('\n') + 1));
  await stage.kill();
  await stage.up();
  writeFileSync(go, '');
  await stage.ended(run);
  await until('the last line', () => readFileSync(stage.home.progress, 'utf8').includes('phase-7'));
  assert.not.match(readFileSync(stage.home.progress, 'utf8'), /\0/);
});

test('a daemon whose socket was removed can be reached again', async ({ stage }) => {
  rmSync(stage.home.socket);
  await until('it to answer', async () => /^Daemon .* is running/.test((await stage.muster(['status'])).out));
  assert.is((await stage.muster(['down'])).code, 0);
});

test('a ledger that was moved away is noticed, and works again once it is put back', async (context) => {
  const { stage, go } = context;
  const run = await halfway(context);
  const away = join(stage.folder, 'away.db');
  renameSync(stage.home.ledger, away);
  writeFileSync(go, '');
  await until('it to be missed', async () => (await stage.muster(['status'])).out.includes('The ledger cannot be written'));
  assert.match(readFileSync(stage.home.log, 'utf8'), /ledger\.db was moved, removed or replaced while it was in use/);
  renameSync(away, stage.home.ledger);
  assert.is((await stage.ended(run)).outcome, 'completed');
  assert.not.match((await stage.muster(['status'])).out, /The ledger cannot be written/);
});

test('when the whole home was removed, its daemon ends the workers and exits', async (context) => {
  const { stage } = context;
  const run = await halfway(context);
  const worker = dispatchOf(await stage.view(run), 'waits').attempts.at(-1)?.pid;
  const daemon = await stage.daemonPid();
  assert.ok(worker && daemon);
  rmSync(stage.root, { recursive: true, force: true, maxRetries: 20 });
  await until('both to be gone', () => startOf(worker) === undefined && startOf(daemon) === undefined, 60_000);
});

test.run();

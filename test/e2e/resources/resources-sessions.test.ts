// A home that loses what its workers need: the records of their sessions, and the bases of their checkouts. Every run still ends,
// says what happened, and does not keep other runs from ending.

import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliStage, openCliStage } from '../cli/cli-stage.ts';
import { allRunning, dispatchOf, fateOf, hire } from '../company.ts';
import { until } from '../daemon-stage.ts';

type Context = { stage: CliStage; project: string; go: string };

const test = suite<Context>('a home that loses');
test.before.each(async (context) => {
  context.stage = openCliStage();
  context.go = join(context.stage.folder, 'go');
  context.project = context.stage.project('shop');
  hire(context.stage, { waits: { worker: 'changes-and-waits.mjs', args: [context.go] } });
  await context.stage.up();
});
test.after.each(({ stage }) => stage.clear());

/** A run whose only worker has changed its checkout, and waits. */
async function waiting({ stage, project, go }: Context): Promise<string> {
  rmSync(go, { force: true });
  const before = await stage.runs();
  stage.drop(`task-${before.length}.md`, stage.task(project, ['waits'], '', `Look for the ${before.length}th time.`));
  let run = '';
  await until('the run', async () => {
    run = (await stage.runs()).find((it) => !before.includes(it)) ?? '';
    return run !== '';
  });
  await allRunning(stage, run, ['waits']);
  const { workplaces } = stage.home.run(run);
  // Where it is a layer over another, what a worker wrote is in the layer.
  const places = [join('waits', 'mine.js'), join('waits+layers', '1', 'upper', 'mine.js')];
  await until('its checkout to be changed', () => places.some((it) => existsSync(join(workplaces, it))));
  return run;
}

const lose = (stage: CliStage, entry: string) => rmSync(join(stage.root, entry), { recursive: true, force: true });

test('the records of its sessions: the workers continue, their ends are reported, and the next run can write its own', async (context) => {
  const { stage, go } = context;
  const run = await waiting(context);
  lose(stage, 'sessions');
  const doctor = await stage.muster(['doctor']);
  assert.match(doctor.out, /^warn +session host +.*sessions.* was removed/m);
  writeFileSync(go, '');
  const view = await stage.ended(run);
  assert.equal(fateOf(view, 'waits').attempts, ['first done']);
  const next = await waiting(context);
  writeFileSync(go, '');
  assert.is((await stage.ended(next)).outcome, 'completed');
  assert.is((await stage.muster(['down'])).code, 0);
});

test('them in a place where nothing can be written: the end is reported anyway', async (context) => {
  const { stage, go } = context;
  const run = await waiting(context);
  lose(stage, 'sessions');
  writeFileSync(join(stage.root, 'sessions'), 'somebody keeps notes here\n');
  writeFileSync(go, '');
  assert.equal(fateOf(await stage.ended(run), 'waits').attempts, ['first done']);
});

test('them, and the daemon as well: the next one reaches its workers', async (context) => {
  const { stage, go } = context;
  const run = await waiting(context);
  const before = await allRunning(stage, run, ['waits']);
  lose(stage, 'sessions');
  await stage.kill();
  await stage.up();
  assert.equal(await allRunning(stage, run, ['waits']), before);
  writeFileSync(go, '');
  assert.equal(fateOf(await stage.ended(run), 'waits').attempts, ['first done']);
});

test('them, and the host as well: the session is lost, and its work is done again', async (context) => {
  const { stage, go } = context;
  const run = await waiting(context);
  lose(stage, 'sessions');
  for (const host of stage.hosts()) process.kill(host, 'SIGKILL');
  await until('a second attempt', async () => dispatchOf(await stage.view(run), 'waits').attempts.length === 2);
  const worker = (await stage.view(run)).dispatches[0]?.id ?? '';
  const { out } = await stage.muster(['explain', worker]);
  assert.not.match(out, /provider/i);
  writeFileSync(go, '');
  const view = await stage.ended(run);
  assert.equal(fateOf(view, 'waits').attempts, ['first host-lost', 'redispatch done']);
});

test('them while it is told to end at once: it does', async (context) => {
  const { stage } = context;
  const run = await waiting(context);
  lose(stage, 'sessions');
  assert.is((await stage.muster(['down', '--now'])).code, 0);
  assert.is((await stage.view(run)).outcome, 'aborted');
});

test('the bases of its checkouts: changes are reported without a patch, and the run ends', async (context) => {
  const { stage, go } = context;
  const run = await waiting(context);
  lose(stage, 'bases');
  writeFileSync(go, '');
  const view = await stage.ended(run);
  assert.is(view.outcome, 'completed');
  assert.ok(view.notes.some((it) => it.kind === 'violation' && it.text.includes('mine.js')));
  assert.not.ok(existsSync(join(stage.home.run(run).workplaces, 'waits')), 'its checkout is gone');
});

test('the place of a report to something else: the run ends, and the report is written once that is removed', async (context) => {
  const { stage, go } = context;
  const run = await waiting(context);
  const { report } = stage.home.run(run);
  writeFileSync(report, 'somebody keeps notes here\n');
  writeFileSync(go, '');
  const view = await stage.ended(run, 240_000);
  assert.equal([view.outcome, view.report?.stub], ['completed', true]);
  rmSync(report);
  mkdirSync(report);
  await stage.kill();
  await stage.up();
  await until('the report', async () => (await stage.view(run)).report?.stub === false && existsSync(join(report, 'report.md')));
});

test.run();

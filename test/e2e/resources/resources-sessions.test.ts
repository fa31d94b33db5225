// A home that loses what its workers need: the records of their sessions, and the bases of their checkouts. Every run still ends,
// says what happened, and does not keep other runs from ending.

import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CliFixture, openCliFixture } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';
import { allRunning, dispatchOf, outcomeOf, seatWorkers } from '../scripted-workers.ts';

type Context = { fixture: CliFixture; project: string; go: string };

const test = suite<Context>('a home that loses');
test.before.each(async (context) => {
  context.fixture = openCliFixture();
  context.go = join(context.fixture.folder, 'go');
  context.project = context.fixture.project('shop');
  seatWorkers(context.fixture, { waits: { worker: 'changes-and-waits.mjs', args: [context.go] } });
  await context.fixture.up();
});
test.after.each(({ fixture }) => fixture.clear());

/** A run whose only worker has changed its checkout, and waits. */
async function waiting({ fixture, project, go }: Context): Promise<string> {
  rmSync(go, { force: true });
  const before = await fixture.runs();
  fixture.drop(`task-${before.length}.md`, fixture.task(project, ['waits'], '', `Look for the ${before.length}th time.`));
  let run = '';
  await until('the run', async () => {
    run = (await fixture.runs()).find((it) => !before.includes(it)) ?? '';
    return run !== '';
  });
  await allRunning(fixture, run, ['waits']);
  const { workplaces } = fixture.home.run(run);
  // Where it is a layer over another, what a worker wrote is in the layer.
  const places = [join('waits', 'mine.js'), join('waits+layers', '1', 'upper', 'mine.js')];
  await until('its checkout to be changed', () => places.some((it) => existsSync(join(workplaces, it))));
  return run;
}

const lose = (fixture: CliFixture, entry: string) => rmSync(join(fixture.root, entry), { recursive: true, force: true });

test('the records of its sessions: the workers continue, their ends are reported, and the next run can write its own', async (context) => {
  const { fixture, go } = context;
  const run = await waiting(context);
  lose(fixture, 'sessions');
  const doctor = await fixture.muster(['doctor']);
  assert.match(doctor.out, /^warn +session host +.*sessions.* was removed/m);
  writeFileSync(go, '');
  const view = await fixture.ended(run);
  assert.equal(outcomeOf(view, 'waits').attempts, ['first done']);
  const next = await waiting(context);
  writeFileSync(go, '');
  assert.is((await fixture.ended(next)).outcome, 'completed');
  assert.is((await fixture.muster(['down'])).code, 0);
});

test('them in a place where nothing can be written: the end is reported anyway', async (context) => {
  const { fixture, go } = context;
  const run = await waiting(context);
  lose(fixture, 'sessions');
  writeFileSync(join(fixture.root, 'sessions'), 'somebody keeps notes here\n');
  writeFileSync(go, '');
  assert.equal(outcomeOf(await fixture.ended(run), 'waits').attempts, ['first done']);
});

test('them, and the daemon as well: the next one reaches its workers', async (context) => {
  const { fixture, go } = context;
  const run = await waiting(context);
  const before = await allRunning(fixture, run, ['waits']);
  lose(fixture, 'sessions');
  await fixture.kill();
  await fixture.up();
  assert.equal(await allRunning(fixture, run, ['waits']), before);
  writeFileSync(go, '');
  assert.equal(outcomeOf(await fixture.ended(run), 'waits').attempts, ['first done']);
});

test('them, and the host as well: the session is lost, and its work is done again', async (context) => {
  const { fixture, go } = context;
  const run = await waiting(context);
  lose(fixture, 'sessions');
  for (const host of fixture.hosts()) process.kill(host, 'SIGKILL');
  await until('a second attempt', async () => dispatchOf(await fixture.view(run), 'waits').attempts.length === 2);
  const worker = (await fixture.view(run)).dispatches[0]?.id ?? '';
  const { out } = await fixture.muster(['explain', worker]);
  assert.not.match(out, /provider/i);
  writeFileSync(go, '');
  const view = await fixture.ended(run);
  assert.equal(outcomeOf(view, 'waits').attempts, ['first host-lost', 'redispatch done']);
});

test('them while it is told to end at once: it does', async (context) => {
  const { fixture } = context;
  const run = await waiting(context);
  lose(fixture, 'sessions');
  assert.is((await fixture.muster(['down', '--now'])).code, 0);
  assert.is((await fixture.view(run)).outcome, 'aborted');
});

test('the bases of its checkouts: changes are reported without a patch, and the run ends', async (context) => {
  const { fixture, go } = context;
  const run = await waiting(context);
  lose(fixture, 'bases');
  writeFileSync(go, '');
  const view = await fixture.ended(run);
  assert.is(view.outcome, 'completed');
  assert.ok(view.notes.some((it) => it.kind === 'violation' && it.text.includes('mine.js')));
  assert.not.ok(existsSync(join(fixture.home.run(run).workplaces, 'waits')), 'its checkout is gone');
});

test('the place of a report to something else: the run ends, and the report is written once that is removed', async (context) => {
  const { fixture, go } = context;
  const run = await waiting(context);
  const { report } = fixture.home.run(run);
  writeFileSync(report, 'somebody keeps notes here\n');
  writeFileSync(go, '');
  const view = await fixture.ended(run, 240_000);
  assert.equal([view.outcome, view.report?.stub], ['completed', true]);
  rmSync(report);
  mkdirSync(report);
  await fixture.kill();
  await fixture.up();
  await until('the report', async () => (await fixture.view(run)).report?.stub === false && existsSync(join(report, 'report.md')));
});

test.run();

// A dropped task becomes exactly one report, however it was dropped and whatever is killed meanwhile.

import { cpSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Manifest } from '../../contracts/run/manifest.ts';
import { Report } from '../../contracts/run/report.ts';
import { digestOf, digestOfJson } from '../../runtime/canonical.ts';
import { DaemonEnded, type DaemonFixture, names, openDaemonFixture, until } from './daemon-fixture.ts';

const test = suite<{ fixture: DaemonFixture }>('a dropped task');

test.before.each((context) => {
  context.fixture = openDaemonFixture();
});
test.after.each(async ({ fixture }) => fixture.clear());

test('becomes a report with its finding examined, and a sealed manifest', async ({ fixture }) => {
  const project = fixture.project('shop');
  fixture.agent('one', 'reviews.mjs');
  fixture.agent('two', 'agrees.mjs');
  await fixture.up();
  fixture.drop('look.md', fixture.task(project, ['one', 'two']));
  const run = await onlyRun(fixture);
  const view = await fixture.ended(run);
  assert.is(view.outcome, 'completed');
  assert.is(view.degraded, false);
  assert.equal(
    view.findings.map((it) => [it.id, it.state, it.path, it.line]),
    [['F-001', 'full-consensus', 'answer.js', 2]],
  );
  assert.is(view.raised[0]?.checks[0]?.outcome, 'found');

  const folder = fixture.home.run(run);
  await until('the manifest', () => existsSync(folder.manifest));
  const { seal, ...unsealed } = Manifest.parse(JSON.parse(readFileSync(folder.manifest, 'utf8')));
  assert.is(digestOfJson(unsealed), seal);
  const json = readFileSync(join(folder.report, 'report.json'), 'utf8');
  Report.parse(JSON.parse(json));
  assert.is(unsealed.outputs.find((it) => it.name === 'report.json')?.digest, digestOf(json));
  assert.is(readFileSync(folder.task, 'utf8'), fixture.task(project, ['one', 'two']));
  await until('the last PROGRESS line', () => fixture.progress().includes('phase-7-persist status=completed'));
  assert.is(readFileSync(folder.progress, 'utf8'), fixture.progress());
});

test('is picked up from a copy, a rename, an editor that saves twice, and while the daemon is down', async ({ fixture }) => {
  const project = fixture.project('shop');
  fixture.agent('one', 'reviews.mjs');
  fixture.agent('two', 'agrees.mjs');
  const text = (brief: string) => fixture.task(project, ['one', 'two'], '', brief);
  const apart = (name: string) => join(fixture.folder, name);
  fixture.drop('before.md', text('dropped while nobody was there'));
  await fixture.up();
  writeFileSync(apart('copied.md'), text('copied'));
  cpSync(apart('copied.md'), join(fixture.home.inbox, 'copied.md'));
  writeFileSync(apart('Übergabe von Jörg.md'), text('moved'));
  renameSync(apart('Übergabe von Jörg.md'), join(fixture.home.inbox, 'Übergabe von Jörg.md'));
  // vi: a swap file, the old one away, the new one written; then the same text once more.
  writeFileSync(join(fixture.home.inbox, '.edited.md.swp'), 'b0VIM');
  fixture.drop('edited.md', text('edited'));
  renameSync(join(fixture.home.inbox, 'edited.md'), join(fixture.home.inbox, 'edited.md~'));
  fixture.drop('edited.md', text('edited'));
  await until('the four drops to be accepted', () => names(join(fixture.home.inbox, 'accepted')).length >= 4);
  fixture.drop('edited.md', text('edited'));
  await until('the second save to be shelved', () => names(join(fixture.home.inbox, 'accepted')).length >= 5);
  const runs = await fixture.runs();
  for (const run of runs) assert.is((await fixture.ended(run)).outcome, 'completed');
  const briefs = await Promise.all(runs.map(async (run) => (await fixture.view(run)).task.brief));
  // The second save joined the first if that was still at work, and is a run of its own if not.
  assert.equal([...new Set(briefs)].sort(), ['copied', 'dropped while nobody was there', 'edited', 'moved']);
  assert.equal(names(fixture.home.inbox), ['.claimed', '.edited.md.swp', 'accepted', 'edited.md~', 'rejected'].sort());
});

test('continues with the same workers when the daemon is killed in the middle, and ends in one report', async ({ fixture }) => {
  const project = fixture.project('shop');
  const go = join(fixture.folder, 'go');
  fixture.agent('one', 'waits-for-file.mjs', go);
  fixture.agent('two', 'waits-for-file.mjs', go);
  await fixture.up();
  fixture.drop('look.md', fixture.task(project, ['one', 'two']));
  const run = await onlyRun(fixture);
  const running = async () =>
    (await fixture.view(run)).dispatches.flatMap((it) => it.attempts.filter((one) => one.state === 'running').map((one) => one.pid));
  await until('both workers to run', async () => (await running()).length === 2);
  const before = await running();
  await fixture.kill();
  await fixture.up();
  await fixture.kill();
  await fixture.up();
  assert.equal(await running(), before);
  writeFileSync(go, '');
  const view = await fixture.ended(run);
  assert.is(view.outcome, 'completed');
  assert.equal(
    view.dispatches.filter((it) => it.round === 0 && it.role === 'analyser').map((it) => it.attempts.map((one) => [one.kind, one.pid])),
    before.map((pid) => [['first', pid]]),
  );
  assert.equal(await fixture.runs(), [run]);
});

test('is one of fifty: four run, the rest wait and say so, all end', async ({ fixture }) => {
  const project = fixture.project('shop');
  const go = join(fixture.folder, 'go');
  fixture.agent('one', 'waits-for-file.mjs', go);
  await fixture.up();
  for (let i = 0; i < 50; i++) fixture.drop(`task-${i}.md`, fixture.task(project, ['one'], '', `number ${i}`));
  await until('fifty runs', async () => (await fixture.runs()).length === 50);
  const statuses = async () => ((await fixture.ask({ ask: 'status' })) as { runs: { status: string; waitsFor: string | null }[] }).runs;
  await until('the rest to be queued', async () => (await statuses()).filter((it) => it.status === 'queued').length === 46);
  assert.is((await statuses()).filter((it) => it.status === 'executing').length <= 4, true);
  assert.match((await statuses()).find((it) => it.status === 'queued')?.waitsFor ?? '', /^a free slot: 4 of 4 runs are active/);
  writeFileSync(go, '');
  for (const run of await fixture.runs()) assert.is((await fixture.ended(run, 120_000)).outcome, 'completed');
});

test('is handled by one daemon, however many are started at once', async ({ fixture }) => {
  const started = await Promise.allSettled([fixture.up(), fixture.up(), fixture.up()]);
  const refused = started.filter((it) => it.status === 'rejected').map((it) => it.reason as DaemonEnded);
  assert.is(started.length - refused.length, 1);
  for (const it of refused) {
    assert.instance(it, DaemonEnded);
    assert.match(it.message, /a daemon is already running on /);
  }
});

test('is finished after a graceful shutdown that leaves its workers alone', async ({ fixture }) => {
  const project = fixture.project('shop');
  const go = join(fixture.folder, 'go');
  fixture.agent('one', 'waits-for-file.mjs', go);
  fixture.agent('two', 'agrees.mjs');
  await fixture.up();
  fixture.drop('look.md', fixture.task(project, ['one', 'two']));
  const run = await onlyRun(fixture);
  const lookers = async () =>
    (await fixture.view(run)).dispatches
      .filter((it) => it.seat === 'one' && it.round === 0)
      .flatMap((it) => it.attempts.map((one) => one.pid));
  await until('the worker to run', async () => (await lookers()).some((pid) => pid !== null));
  const before = await lookers();
  await fixture.ask({ ask: 'down', how: 'leave' });
  // A program that has just been started has no command line yet.
  await until('the host and the worker to be there', () => {
    const living = fixture.processes().map((it) => it.pid);
    return living.length >= 2 && before.every((pid) => pid !== null && living.includes(pid));
  });
  writeFileSync(go, '');
  await fixture.up();
  assert.is((await fixture.ended(run)).outcome, 'completed');
  assert.equal(await lookers(), before);
});

test('ends as aborted, with its workers gone, when the daemon is told to exit now', async ({ fixture }) => {
  const project = fixture.project('shop');
  fixture.agent('one', 'waits-for-file.mjs', join(fixture.folder, 'never'));
  await fixture.up();
  fixture.drop('look.md', fixture.task(project, ['one']));
  const run = await onlyRun(fixture);
  await until('the worker to run', async () =>
    (await fixture.view(run)).dispatches.some((it) => it.attempts.some((one) => one.state === 'running')),
  );
  await fixture.ask({ ask: 'down', how: 'now' });
  const view = await fixture.view(run);
  assert.is(view.outcome, 'aborted');
  assert.equal(
    view.dispatches.map((it) => [it.status, it.reason]),
    [['cancelled', 'cancelled']],
  );
  assert.ok(view.report);
});

test.run();

async function onlyRun(fixture: DaemonFixture): Promise<string> {
  let runs: string[] = [];
  await until('the run', async () => {
    runs = await fixture.runs();
    return runs.length > 0;
  });
  return runs[0] ?? '';
}

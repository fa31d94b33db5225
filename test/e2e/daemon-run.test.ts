// A task dropped becomes exactly one report, however it is dropped and whatever dies meanwhile.

import { cpSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Manifest } from '../../contracts/run/manifest.ts';
import { Report } from '../../contracts/run/report.ts';
import { digestOf, digestOfJson } from '../../runtime/canonical.ts';
import { DaemonEnded, type DaemonStage, names, openDaemonStage, until } from './daemon-stage.ts';

const test = suite<{ stage: DaemonStage }>('a dropped task');

test.before.each((context) => {
  context.stage = openDaemonStage();
});
test.after.each(async ({ stage }) => stage.clear());

test('becomes a report with its finding examined, and a sealed manifest', async ({ stage }) => {
  const project = stage.project('shop');
  stage.agent('one', 'reviews.mjs');
  stage.agent('two', 'agrees.mjs');
  await stage.up();
  stage.drop('look.md', stage.task(project, ['one', 'two']));
  const run = await onlyRun(stage);
  const view = await stage.ended(run);
  assert.is(view.outcome, 'completed');
  assert.is(view.degraded, false);
  assert.equal(
    view.findings.map((it) => [it.id, it.state, it.path, it.line]),
    [['F-001', 'full-consensus', 'answer.js', 2]],
  );
  assert.is(view.raised[0]?.checks[0]?.outcome, 'found');

  const folder = stage.home.run(run);
  await until('the manifest', () => existsSync(folder.manifest));
  const { seal, ...unsealed } = Manifest.parse(JSON.parse(readFileSync(folder.manifest, 'utf8')));
  assert.is(digestOfJson(unsealed), seal);
  const json = readFileSync(join(folder.report, 'report.json'), 'utf8');
  Report.parse(JSON.parse(json));
  assert.is(unsealed.outputs.find((it) => it.name === 'report.json')?.digest, digestOf(json));
  assert.is(readFileSync(folder.task, 'utf8'), stage.task(project, ['one', 'two']));
  await until('the last PROGRESS line', () => stage.progress().includes('phase-7-persist status=completed'));
  assert.is(readFileSync(folder.progress, 'utf8'), stage.progress());
});

test('is picked up from a copy, a rename, an editor that saves twice, and while the daemon is down', async ({ stage }) => {
  const project = stage.project('shop');
  stage.agent('one', 'reviews.mjs');
  stage.agent('two', 'agrees.mjs');
  const text = (brief: string) => stage.task(project, ['one', 'two'], '', brief);
  const apart = (name: string) => join(stage.folder, name);
  stage.drop('before.md', text('dropped while nobody was there'));
  await stage.up();
  writeFileSync(apart('copied.md'), text('copied'));
  cpSync(apart('copied.md'), join(stage.home.inbox, 'copied.md'));
  writeFileSync(apart('Übergabe von Jörg.md'), text('moved'));
  renameSync(apart('Übergabe von Jörg.md'), join(stage.home.inbox, 'Übergabe von Jörg.md'));
  // vi: a swap file, the old one away, the new one written; then the same text once more.
  writeFileSync(join(stage.home.inbox, '.edited.md.swp'), 'b0VIM');
  stage.drop('edited.md', text('edited'));
  renameSync(join(stage.home.inbox, 'edited.md'), join(stage.home.inbox, 'edited.md~'));
  stage.drop('edited.md', text('edited'));
  await until('the four drops to be accepted', () => names(join(stage.home.inbox, 'accepted')).length >= 4);
  stage.drop('edited.md', text('edited'));
  await until('the second save to be shelved', () => names(join(stage.home.inbox, 'accepted')).length >= 5);
  const runs = await stage.runs();
  for (const run of runs) assert.is((await stage.ended(run)).outcome, 'completed');
  const briefs = await Promise.all(runs.map(async (run) => (await stage.view(run)).task.brief));
  // The second save joined the first if that was still at work, and is a run of its own if not.
  assert.equal([...new Set(briefs)].sort(), ['copied', 'dropped while nobody was there', 'edited', 'moved']);
  assert.equal(names(stage.home.inbox), ['.claimed', '.edited.md.swp', 'accepted', 'edited.md~', 'rejected'].sort());
});

test('continues with the same workers when the daemon is killed in the middle, and ends in one report', async ({ stage }) => {
  const project = stage.project('shop');
  const go = join(stage.folder, 'go');
  stage.agent('one', 'waits-for-file.mjs', go);
  stage.agent('two', 'waits-for-file.mjs', go);
  await stage.up();
  stage.drop('look.md', stage.task(project, ['one', 'two']));
  const run = await onlyRun(stage);
  const running = async () =>
    (await stage.view(run)).dispatches.flatMap((it) => it.attempts.filter((one) => one.state === 'running').map((one) => one.pid));
  await until('both workers to run', async () => (await running()).length === 2);
  const before = await running();
  await stage.kill();
  await stage.up();
  await stage.kill();
  await stage.up();
  assert.equal(await running(), before);
  writeFileSync(go, '');
  const view = await stage.ended(run);
  assert.is(view.outcome, 'completed');
  assert.equal(
    view.dispatches.filter((it) => it.round === 0 && it.role === 'analyser').map((it) => it.attempts.map((one) => [one.kind, one.pid])),
    before.map((pid) => [['first', pid]]),
  );
  assert.equal(await stage.runs(), [run]);
});

test('is one of fifty: four run, the rest wait and say so, all end', async ({ stage }) => {
  const project = stage.project('shop');
  const go = join(stage.folder, 'go');
  stage.agent('one', 'waits-for-file.mjs', go);
  await stage.up();
  for (let i = 0; i < 50; i++) stage.drop(`task-${i}.md`, stage.task(project, ['one'], '', `number ${i}`));
  await until('fifty runs', async () => (await stage.runs()).length === 50);
  const statuses = async () => ((await stage.ask({ ask: 'status' })) as { runs: { status: string; waitsFor: string | null }[] }).runs;
  await until('the rest to be queued', async () => (await statuses()).filter((it) => it.status === 'queued').length === 46);
  assert.is((await statuses()).filter((it) => it.status === 'executing').length <= 4, true);
  assert.match((await statuses()).find((it) => it.status === 'queued')?.waitsFor ?? '', /^a free slot: 4 of 4 runs are active/);
  writeFileSync(go, '');
  for (const run of await stage.runs()) assert.is((await stage.ended(run, 120_000)).outcome, 'completed');
});

test('is handled by one daemon, however many are started at once', async ({ stage }) => {
  const started = await Promise.allSettled([stage.up(), stage.up(), stage.up()]);
  const refused = started.filter((it) => it.status === 'rejected').map((it) => it.reason as DaemonEnded);
  assert.is(started.length - refused.length, 1);
  for (const it of refused) {
    assert.instance(it, DaemonEnded);
    assert.match(it.message, /a daemon is already running on /);
  }
});

test('is finished after a graceful shutdown that leaves its workers alone', async ({ stage }) => {
  const project = stage.project('shop');
  const go = join(stage.folder, 'go');
  stage.agent('one', 'waits-for-file.mjs', go);
  stage.agent('two', 'agrees.mjs');
  await stage.up();
  stage.drop('look.md', stage.task(project, ['one', 'two']));
  const run = await onlyRun(stage);
  await until('the worker to run', async () =>
    (await stage.view(run)).dispatches.some((it) => it.seat === 'one' && it.attempts.some((one) => one.state === 'running')),
  );
  await stage.ask({ ask: 'down', how: 'leave' });
  const workers = stage.processes().filter((it) => it.pid !== undefined);
  assert.ok(workers.length >= 2, 'host and worker live on');
  writeFileSync(go, '');
  await stage.up();
  assert.is((await stage.ended(run)).outcome, 'completed');
});

test('ends as aborted, with its workers gone, when the daemon is told to exit now', async ({ stage }) => {
  const project = stage.project('shop');
  stage.agent('one', 'waits-for-file.mjs', join(stage.folder, 'never'));
  await stage.up();
  stage.drop('look.md', stage.task(project, ['one']));
  const run = await onlyRun(stage);
  await until('the worker to run', async () =>
    (await stage.view(run)).dispatches.some((it) => it.attempts.some((one) => one.state === 'running')),
  );
  await stage.ask({ ask: 'down', how: 'now' });
  const view = await stage.view(run);
  assert.is(view.outcome, 'aborted');
  assert.equal(
    view.dispatches.map((it) => [it.status, it.reason]),
    [['cancelled', 'cancelled']],
  );
  assert.ok(view.report);
});

test.run();

async function onlyRun(stage: DaemonStage): Promise<string> {
  let runs: string[] = [];
  await until('the run', async () => {
    runs = await stage.runs();
    return runs.length > 0;
  });
  return runs[0] ?? '';
}

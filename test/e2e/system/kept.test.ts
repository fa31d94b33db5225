// What is kept of a run: deleted reports are restored, nothing of a pruned run stays in the object store, and no screen names a missing
// file.

import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../contracts/run/run-view.ts';
import type { CliFixture } from '../cli/cli-fixture.ts';
import { until, WORKERS } from '../daemon-fixture.ts';
import { asked, begun, openPlanningFixture, say } from '../phases/plan/planning-fixture.ts';
import { dispatchOf, seatWorkers, startRun } from '../scripted-workers.ts';

const test = suite<{ fixture: CliFixture }>('what is kept');
test.before.each((context) => {
  context.fixture = openPlanningFixture();
});
test.after.each(({ fixture }) => fixture.clear());

const REPORT = ['report.json', 'report.md', 'report.html'];

const objects = ({ home }: CliFixture): string[] =>
  readdirSync(home.objects, { recursive: true, encoding: 'utf8' })
    .filter((it) => it.includes('/'))
    .map((it) => it.replace('/', ''))
    .sort();

/** Its files are kept side by side: one may be there while another is not. */
function isKept(fixture: CliFixture, report: RunView['report']): boolean {
  const kept = objects(fixture);
  return report !== null && [report.json, report.markdown, report.html].every((it) => kept.includes(it));
}

async function reviewed(fixture: CliFixture): Promise<string> {
  fixture.agent('good', 'reviews.mjs');
  await fixture.up();
  fixture.drop('look.md', fixture.task(fixture.project('shop'), ['good']));
  await until('the run', async () => (await fixture.runs()).length === 1);
  const [run = ''] = await fixture.runs();
  const { report } = await fixture.ended(run);
  await until('its report to be kept', () => isKept(fixture, report));
  return run;
}

test('a report that was deleted or changed is written again by verify --repair, byte for byte', async ({ fixture }) => {
  const run = await reviewed(fixture);
  const { report, task } = fixture.home.run(run);
  const before = [...REPORT.map((it) => readFileSync(join(report, it), 'utf8')), readFileSync(task, 'utf8')];
  rmSync(report, { recursive: true });
  rmSync(task);
  const told = await fixture.muster(['verify', run]);
  assert.is(told.code, 1);
  for (const name of REPORT) assert.match(told.out, new RegExp(`report .*${name} is missing`));
  const repaired = await fixture.muster(['verify', run, '--repair']);
  assert.is(repaired.code, 0, repaired.out);
  assert.equal([...REPORT.map((it) => readFileSync(join(report, it), 'utf8')), readFileSync(task, 'utf8')], before);
});

test('a report that was deleted is there again after a restart', async ({ fixture }) => {
  const run = await reviewed(fixture);
  const { report } = fixture.home.run(run);
  const before = readFileSync(join(report, 'report.md'), 'utf8');
  await fixture.kill();
  rmSync(join(report, 'report.md'));
  await fixture.up();
  await until('the report', () => existsSync(join(report, 'report.md')));
  assert.is(readFileSync(join(report, 'report.md'), 'utf8'), before);
});

/** Its files are let go; what is left among the objects is told. */
async function pruned(fixture: CliFixture, run: string): Promise<string[]> {
  const { report } = await fixture.ended(run);
  await until('its report to be kept', () => isKept(fixture, report));
  const { code, err } = await fixture.muster(['prune', '--keep', '0']);
  assert.equal([code, err], [0, '']);
  assert.not(existsSync(fixture.home.run(run).root));
  return objects(fixture);
}

test('no result, refused result, patch or report of a pruned run is kept', async ({ fixture }) => {
  const company = {
    scribbler: { worker: 'scribbles.sh', args: [process.execPath, join(WORKERS, 'agrees.mjs')] },
    stubborn: { worker: 'never-valid.mjs' },
    good: { worker: 'reviews.mjs' },
  };
  seatWorkers(fixture, company, { invalid: 300 });
  await fixture.up();
  const run = await startRun(fixture, company);
  const view = await fixture.ended(run);
  assert.is(dispatchOf(view, 'stubborn').reason, 'result-invalid');
  const [patch = ''] = view.notes.flatMap((it) => /the patch ([0-9a-f]{64})/.exec(it.text)?.[1] ?? []);
  assert.ok(objects(fixture).includes(patch));
  assert.equal(await pruned(fixture, run), [view.text]);
});

test('no draft of a pruned run’s plan is kept', async ({ fixture }) => {
  const run = await begun(fixture, ['votes.mjs', 'votes.mjs'], 'plans.mjs');
  await say(fixture, (await asked(fixture, run)).gate, 'request-changes', 'Mend its twin too.');
  const { view, gate } = await asked(fixture, run, 2);
  const drafts = (await fixture.events(run))
    .filter((it) => it.type === 'plan.drafted')
    .map((it) => (it.payload as { digest: string }).digest);
  assert.ok(drafts.length >= 2);
  await say(fixture, gate, 'approve');
  assert.equal(await pruned(fixture, run), [view.text]);
});

test('a dispatch names no missing file', async ({ fixture }) => {
  const run = await reviewed(fixture);
  const { out } = await fixture.muster(['show', `${run}.d1`]);
  const named = out.match(/\/\S+\.(?:md|json|cast)\b/g) ?? [];
  assert.ok(named.length >= 3, out);
  assert.equal(
    named.filter((it) => !existsSync(it)),
    [],
  );
  rmSync(fixture.home.run(run).prompts, { recursive: true });
  assert.match((await fixture.muster(['show', `${run}.d1`])).out, /Prompt[\s\S]*no\s+longer\s+there/);
});

test.run();

// What is kept of a run is there when it is wanted, and gone when the run is: reports that were deleted come back,
// nothing of a pruned run stays among the objects, and no screen names a file that is not there.

import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../contracts/run/run-view.ts';
import type { CliStage } from '../cli/cli-stage.ts';
import { begin, dispatchOf, hire } from '../company.ts';
import { until, WORKERS } from '../daemon-stage.ts';
import { asked, begun, openPlanningStage, say } from '../phases/planning-stage.ts';

const test = suite<{ stage: CliStage }>('what is kept');
test.before.each((context) => {
  context.stage = openPlanningStage();
});
test.after.each(({ stage }) => stage.clear());

const REPORT = ['report.json', 'report.md', 'report.html'];

const objects = ({ home }: CliStage): string[] =>
  readdirSync(home.objects, { recursive: true, encoding: 'utf8' })
    .filter((it) => it.includes('/'))
    .map((it) => it.replace('/', ''))
    .sort();

/** Its files are kept side by side: one may be there while another is not. */
function isKept(stage: CliStage, report: RunView['report']): boolean {
  const kept = objects(stage);
  return report !== null && [report.json, report.markdown, report.html].every((it) => kept.includes(it));
}

async function reviewed(stage: CliStage): Promise<string> {
  stage.agent('good', 'reviews.mjs');
  await stage.up();
  stage.drop('look.md', stage.task(stage.project('shop'), ['good']));
  await until('the run', async () => (await stage.runs()).length === 1);
  const [run = ''] = await stage.runs();
  const { report } = await stage.ended(run);
  await until('its report to be kept', () => isKept(stage, report));
  return run;
}

test('a report that was deleted or changed is written again by verify --repair, byte for byte', async ({ stage }) => {
  const run = await reviewed(stage);
  const { report, task } = stage.home.run(run);
  const before = [...REPORT.map((it) => readFileSync(join(report, it), 'utf8')), readFileSync(task, 'utf8')];
  rmSync(report, { recursive: true });
  rmSync(task);
  const told = await stage.muster(['verify', run]);
  assert.is(told.code, 1);
  for (const name of REPORT) assert.match(told.out, new RegExp(`report .*${name} is missing`));
  const repaired = await stage.muster(['verify', run, '--repair']);
  assert.is(repaired.code, 0, repaired.out);
  assert.equal([...REPORT.map((it) => readFileSync(join(report, it), 'utf8')), readFileSync(task, 'utf8')], before);
});

test('a report that was deleted is there again after a restart', async ({ stage }) => {
  const run = await reviewed(stage);
  const { report } = stage.home.run(run);
  const before = readFileSync(join(report, 'report.md'), 'utf8');
  await stage.kill();
  rmSync(join(report, 'report.md'));
  await stage.up();
  await until('the report', () => existsSync(join(report, 'report.md')));
  assert.is(readFileSync(join(report, 'report.md'), 'utf8'), before);
});

/** Its files are let go; what is left among the objects is told. */
async function pruned(stage: CliStage, run: string): Promise<string[]> {
  const { report } = await stage.ended(run);
  await until('its report to be kept', () => isKept(stage, report));
  const { code, err } = await stage.muster(['prune', '--keep', '0']);
  assert.equal([code, err], [0, '']);
  assert.not(existsSync(stage.home.run(run).root));
  return objects(stage);
}

test('no result, refused result, patch or report of a pruned run is kept', async ({ stage }) => {
  const company = {
    scribbler: { worker: 'scribbles.sh', args: [process.execPath, join(WORKERS, 'agrees.mjs')] },
    stubborn: { worker: 'never-valid.mjs' },
    good: { worker: 'reviews.mjs' },
  };
  hire(stage, company, { invalid: 300 });
  await stage.up();
  const run = await begin(stage, company);
  const view = await stage.ended(run);
  assert.is(dispatchOf(view, 'stubborn').reason, 'result-invalid');
  const [patch = ''] = view.notes.flatMap((it) => /the patch ([0-9a-f]{64})/.exec(it.text)?.[1] ?? []);
  assert.ok(objects(stage).includes(patch));
  assert.equal(await pruned(stage, run), [view.text]);
});

test('no draft of a pruned run’s plan is kept', async ({ stage }) => {
  const run = await begun(stage, ['votes.mjs', 'votes.mjs'], 'plans.mjs');
  await say(stage, (await asked(stage, run)).gate, 'request-changes', 'Mend its twin too.');
  const { view, gate } = await asked(stage, run, 2);
  const drafts = (await stage.events(run))
    .filter((it) => it.type === 'plan.drafted')
    .map((it) => (it.payload as { digest: string }).digest);
  assert.ok(drafts.length >= 2);
  await say(stage, gate, 'approve');
  assert.equal(await pruned(stage, run), [view.text]);
});

test('a dispatch names no missing file', async ({ stage }) => {
  const run = await reviewed(stage);
  const { out } = await stage.muster(['show', `${run}.d1`]);
  const named = out.match(/\/\S+\.(?:md|json|cast)\b/g) ?? [];
  assert.ok(named.length >= 3, out);
  assert.equal(
    named.filter((it) => !existsSync(it)),
    [],
  );
  rmSync(stage.home.run(run).prompts, { recursive: true });
  assert.match((await stage.muster(['show', `${run}.d1`])).out, /Prompt[\s\S]*no\s+longer\s+there/);
});

test.run();

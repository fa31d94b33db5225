// A plan from the findings to a person's approval, with real workers: it is written, judged, rewritten on request and approved, and a
// killed daemon never repeats work.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { digestOf } from '../../../../runtime/canonical.ts';
import type { CliFixture } from '../../cli/cli-fixture.ts';
import { until } from '../../daemon-fixture.ts';
import { asked, begun, dispatches, LONG, openPlanningFixture, promptOf, say } from './planning-fixture.ts';

const plan = suite<{ fixture: CliFixture }>('a plan');
plan.before.each((context) => {
  context.fixture = openPlanningFixture();
});
plan.after.each(({ fixture }) => fixture.clear());

const BROKEN = {
  'README.md': '# Shop\n\nSee [the guide](docs/guide.md) and [install](INSTALL.md).\n',
  'package.json': '{\n  "name": "shop",\n  "version": "1.0.0",\n  "scripts": { "test": "node test.js" }\n}\n',
  'test.js': 'console.log(1);\n',
};

plan('by built-in agents alone is made, judged, approved from the command line, and shown in the report', async ({ fixture }) => {
  const project = fixture.project('shop', BROKEN);
  await fixture.up();
  fixture.drop('plan.md', fixture.task(project, ['builtin'], 'type: implementation-planning\n', 'Mend what is broken.'));
  await until('the run', async () => (await fixture.runs()).length === 1);
  const run = (await fixture.runs())[0] ?? '';
  const { view, gate } = await asked(fixture, run);
  assert.is(view.status, 'awaiting-approval');
  assert.equal(
    view.plan?.plan.requirementCoverage.map((it) => it.requirement),
    view.findings.filter((it) => it.state === 'rechecked').map((it) => it.id),
  );
  assert.is(gate.shown, view.plan?.digest);
  const { code, err } = await fixture.muster(['approve', gate.id]);
  assert.equal([code, err], [0, '']);
  const end = await fixture.ended(run, LONG);
  assert.equal([end.outcome, end.reason, end.plan?.approved], ['completed', 'done', true]);
  assert.match(fixture.progress(), /PROGRESS: phase-6-plan-verify items=\d+ gate=passed\n/);

  const folder = fixture.home.run(run);
  await until('the manifest', () => fixture.progress().includes(`${run} PROGRESS: phase-7-persist`));
  assert.is(digestOf(readFileSync(join(folder.state, 'plan', 'plan.json'))), gate.shown, 'the file is the bytes that were shown');
  assert.is(JSON.parse(readFileSync(join(folder.state, 'plan', 'plan-body-verification.json'), 'utf8')).gate, 'passed');
  const { out, code: sound } = await fixture.muster(['verify', run]);
  assert.is(sound, 0, out);
  const manifest = JSON.parse(readFileSync(folder.manifest, 'utf8')) as { outputs: { name: string; digest: string }[] };
  assert.is(manifest.outputs.find((it) => it.name === 'state/plan/plan.json')?.digest, gate.shown);
  assert.match(readFileSync(join(folder.report, 'report.md'), 'utf8'), '## 5.5 Stage Map');
});

plan('is rewritten with a person’s comment in the prompt, judged again and shown again', async ({ fixture }) => {
  fixture.config('grace: { flush: 300ms, exit: 1s, invalid: 500ms, kill: 1s }\nworkplace: { setup: [[npm, ci]] }\n');
  const run = await begun(fixture, ['votes.mjs', 'votes.mjs'], 'plans.mjs');
  const first = await asked(fixture, run);
  assert.match((await fixture.muster(['request-changes', first.gate.id, '-m', 'Also mend the twin of it'])).out, 'request-changes');
  const second = await asked(fixture, run, 2);
  const next = promptOf(second.view, 'author', 1);
  assert.match(next, 'Also mend the twin of it');
  assert.match(second.view.plan?.plan.goal ?? '', 'Also mend the twin of it');
  assert.equal(second.view.plan?.plan.commands, {}, 'its `test` is what package.json has');
  assert.is.not(second.gate.shown, first.gate.shown);
  // What an approval lets run is in the question, and on the screen: also what is the project's own, and the setup.
  const own = second.view.plan?.commands.test ?? [];
  assert.equal(
    second.gate.runs?.map(({ name, argv }) => [name, argv]),
    [
      ['setup', ['npm', 'ci']],
      ['test', own],
    ],
  );
  const screen = (await fixture.muster(['approvals', second.gate.id], { env: { COLUMNS: '200' } })).out;
  for (const argv of [['npm', 'ci'], own]) assert.ok(screen.includes(JSON.stringify(argv)), screen);
  const late = await say(fixture, { ...second.gate, shown: first.gate.shown }, 'approve').catch((error: Error) => error.message);
  assert.match(late ?? 'accepted', /now shows/, 'an approval of what was shown before approves nothing');
  assert.equal(dispatches(second.view), [
    'planner author pass 0 round 0 completed',
    'verifier voter-1 pass 0 round 1 completed',
    'verifier voter-2 pass 0 round 1 completed',
    'verifier verifier pass 0 round 1 completed',
    'planner author pass 1 round 2 completed',
    'verifier voter-1 pass 1 round 3 completed',
    'verifier voter-2 pass 1 round 3 completed',
    'verifier verifier pass 1 round 3 completed',
  ]);
  await say(fixture, second.gate, 'approve');
  const end = await fixture.ended(run, LONG);
  assert.equal([end.outcome, end.plan?.approved, end.plan?.digest], ['completed', true, second.gate.shown]);
  assert.is((await fixture.muster(['verify', run])).code, 0);
});

plan('waits for its approval across the death of a daemon, and nobody works twice', async ({ fixture }) => {
  const run = await begun(fixture, ['votes.mjs', 'votes.mjs'], 'plans.mjs');
  const { gate } = await asked(fixture, run);
  await fixture.kill();
  await fixture.up();
  assert.is((await fixture.view(run)).status, 'awaiting-approval');
  await say(fixture, gate, 'approve');
  const end = await fixture.ended(run, LONG);
  assert.equal([end.outcome, end.plan?.approved, end.gates.length], ['completed', true, 1]);
  assert.ok(end.dispatches.every((it) => it.attempts.length === 1));
});

plan.run();

// Whether work is accepted: by its confirmed findings, by whether the sources stayed the same, and compared with the plan that was
// approved for it. Also a planner that adds a phase to a run.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../contracts/run/run-view.ts';
import type { CliFixture } from '../cli/cli-fixture.ts';
import { until } from '../daemon-fixture.ts';
import { asked, begun, LONG, openPlanningFixture, say, seat } from './plan/planning-fixture.ts';

const verdict = suite<{ fixture: CliFixture }>('a verdict');
verdict.before.each((context) => {
  context.fixture = openPlanningFixture();
});
verdict.after.each(({ fixture }) => fixture.clear());

const verified = async (fixture: CliFixture, project: string, agents: readonly string[], more = ''): Promise<RunView> => {
  const { out, err } = await fixture.muster(['run', '-', '--json'], {
    input: fixture.task(project, agents, `type: final-verification\n${more}`),
  });
  assert.is(err, '');
  return JSON.parse(out) as RunView;
};

verdict(
  'is blocked by a confirmed major finding, and says so in the PROGRESS line, on the screen and in the report',
  async ({ fixture }) => {
    for (const [name, worker] of [
      ['one', 'reviews.mjs'],
      ['two', 'agrees.mjs'],
    ] as const)
      seat(fixture, name, worker);
    const view = await verified(fixture, fixture.project('shop'), ['one', 'two']);
    assert.is(view.outcome, 'completed');
    assert.is(view.verdict?.verdict, 'blocked');
    assert.equal(
      view.verdict?.blockers.map((it) => it.ref),
      ['F-001'],
    );
    assert.equal(view.verdict?.audit, { changed: [] });
    assert.match(fixture.progress(), 'PROGRESS: phase-6-verdict verdict=blocked blockers=1\n');
    assert.match((await fixture.muster(['show', view.id])).out, /Verdict +Blocked, 1 blocker/);
    const page = readFileSync(join(fixture.home.run(view.id).report, 'report.html'), 'utf8');
    assert.match(page, 'Verdict on the work');
    assert.is((await fixture.muster(['verify', view.id])).code, 0);
  },
);

verdict('is blocked when somebody changed the sources meanwhile; the audit itself changes nothing', async ({ fixture }) => {
  const project = fixture.project('shop');
  const argv = JSON.stringify([process.execPath, join(import.meta.dirname, '../../fixtures/workers/edits-project.mjs'), project]);
  fixture.write(
    join(fixture.home.agents, 'one.md'),
    `---\nname: one\ndescription: scripted\nprovider: command\nroles: [analyser]\nargv: ${argv}\n---\n`,
  );
  seat(fixture, 'two', 'agrees.mjs');
  const git = (...args: string[]) => execFileSync('git', ['-C', project, ...args], { encoding: 'utf8' });
  const index = readFileSync(join(project, '.git', 'index'));
  const view = await verified(fixture, project, ['one', 'two']);
  assert.equal(view.verdict?.audit.changed, ['answer.js', 'new.js']);
  assert.equal(
    view.verdict?.blockers.map((it) => it.ref),
    ['sources'],
  );
  assert.equal(readFileSync(join(project, '.git', 'index')), index);
  assert.is(git('status', '--porcelain'), ' M answer.js\n?? new.js\n');
});

verdict('is given with the plan that was approved for the work', async ({ fixture }) => {
  const planned = await begun(fixture, ['votes.mjs', 'votes.mjs'], 'plans.mjs');
  const { gate } = await asked(fixture, planned);
  await say(fixture, gate, 'approve');
  await fixture.ended(planned, LONG);
  for (const name of ['calm-1', 'calm-2']) seat(fixture, name, 'agrees.mjs');
  const view = await verified(fixture, join(fixture.folder, 'shop'), ['calm-1', 'calm-2'], `plan: ${planned}\n`);
  const prompts = view.dispatches.filter((it) => it.phase === 'verification').map((it) => readFileSync(it.prompt?.path ?? '', 'utf8'));
  assert.is(prompts.length, 2);
  for (const prompt of prompts) for (const words of ['# The approved plan', 'P-STG-1', 'fortyTwo() gives 42']) assert.match(prompt, words);
  assert.ok(view.verdict?.blockers.length === 0, JSON.stringify(view.verdict));
});

verdict('is not needed for a planner to add a phase, under a key that nothing else has', async ({ fixture }) => {
  fixture.write(
    join(fixture.home.templates, 'stepwise.yaml'),
    `name: stepwise
description: a look, then whatever the planner adds, then the examination
roster: [{ role: analyser, seats: task }, { role: planner, seats: one }]
phases:
  - { key: first, kind: fan-out, role: analyser, skill: analysis }
  - { key: next, kind: phase-plan }
  - { key: convergence, kind: convergence }
quorum: 1
deadline: 5m
limits: {}
`,
  );
  for (const name of ['one', 'two']) seat(fixture, name, 'agrees.mjs');
  seat(fixture, 'author', 'plans-phases.mjs', 'planner');
  await fixture.up();
  fixture.drop('steps.md', fixture.task(fixture.project('shop'), ['one', 'two', 'author'], 'type: stepwise\n'));
  await until('the run', async () => (await fixture.runs()).length === 1);
  const view = await fixture.ended((await fixture.runs())[0] ?? '', LONG);
  assert.equal([view.outcome, view.reason], ['completed', 'done']);
  assert.equal(
    view.phases.map((it) => `${it.key} ${it.state}`),
    ['first completed', 'next completed', 'errors completed', 'convergence completed'],
  );
  assert.equal(
    view.dispatches.find((it) => it.seat === 'author')?.attempts.map((it) => it.reason),
    ['result-invalid', 'done'],
  );
  assert.equal(
    view.dispatches.filter((it) => it.phase === 'errors').map((it) => `${it.seat} ${it.status}`),
    ['one completed', 'two completed'],
  );
});

verdict.run();

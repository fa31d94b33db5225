// A machine without a model: the built-in workers find, plan and repair, a person approves, the program proves. Tests
// that were red are green.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { answer, type Execution, openExecution, planOf, read, stagesOf } from './execution-fixture.ts';

const bare = suite<{ it: Execution }>('a machine without a model');
bare.before.each((context) => {
  context.it = openExecution();
});
bare.after.each(({ it }) => it.clear());

const GUIDE = '# Setup\n\nHow to set it up, in a few words that make it known again.\n';
const SHOP = {
  'package.json': '{ "name": "shop", "version": "1.0.0", "type": "module", "scripts": { "test": "node --test" } }\n',
  'README.md': '# Shop\n\nSee [setup](docs/setup.md).\n\n```sh\n./scripts/hello.sh\n```\n',
  'docs/setup.md': GUIDE,
  'scripts/hello.sh': '#!/bin/sh\necho hello\n',
  'test/a.test.js': `import assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
test('the script runs', () => assert.match(execFileSync('./scripts/hello.sh', { encoding: 'utf8' }), /hello/));
test('links of README lead somewhere', () => {
  for (const [, to] of readFileSync('README.md', 'utf8').matchAll(/\\]\\(([^)]+)\\)/g)) assert.ok(existsSync(to), to);
});
`,
};

bare('finds, plans, repairs and proves', async ({ it }) => {
  const project = it.project('shop', SHOP);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: project, encoding: 'utf8' });
  git('mv', 'docs/setup.md', 'docs/installing.md');
  git('commit', '-q', '-m', 'Call the guide by what it is about');
  await it.fixture.up();
  it.drop('plan.md', it.task(project, ['builtin'], 'type: implementation-planning\n'));
  const plan = await theRun(it);
  await answer(it.fixture, plan, 'approve');
  await it.ended(plan);
  const run = await it.begin(project, plan, ['builtin']);
  const view = await it.ended(run);
  const stages = stagesOf(view);
  assert.equal(
    stages.map(({ state, seat, proofs }) => [state, seat, proofs[0]?.b, proofs[0]?.h, proofs[0]?.outcome]),
    [['verified', 'executor', 'fails', 'passes', 'proves']],
    JSON.stringify(stages),
  );
  assert.equal(stages[0]?.files, ['M README.md', 'M scripts/hello.sh']);
  assert.equal([view.outcome, view.degraded, view.verdict], ['completed', false, null]);
  assert.match(read(join(it.home.run(run).report, 'report.md')), /Not judged: no reviewer who can judge the work took part: it is proved/);
  assert.match((await it.fixture.muster(['show', run])).out, /Not judged: no reviewer/);
  const to = join(it.folder, 'fetched');
  execFileSync('git', ['clone', '-q', project, to]);
  execFileSync('git', ['fetch', '-q', view.base?.gitDir ?? '', stages[0]?.ref ?? ''], { cwd: to });
  execFileSync('git', ['checkout', '-q', 'FETCH_HEAD'], { cwd: to });
  execFileSync('npm', ['test', '--silent'], { cwd: to, stdio: 'ignore' });
  assert.is(git('status', '--porcelain'), '');
});

bare('a stage for which there is no rule goes to another executor, and without one to a person', async ({ it }) => {
  const project = it.project('yard', {
    'answer.mjs': 'export const answer = () => 41;\n',
    'red.mjs': "import { answer } from './answer.mjs';\nprocess.exit(answer() - 42);\n",
  });
  it.executor(`write('answer.mjs', 'export const answer = () => 42;\\n'); return {};`);
  const plan = await it.approved(project, planOf([{ id: 'answer' }], { check: ['node', 'red.mjs'] }));
  const same = await it.approved(project, planOf([{ id: 'answer' }], { check: ['node', 'red.mjs'] }));
  await it.fixture.up();
  const both = await it.ended(await it.begin(project, plan, ['worker', 'builtin'], 'approvals: auto\n'));
  assert.equal(
    stagesOf(both).map(({ state, seat, attempts, before }) => [state, seat, attempts, before.length]),
    [['verified', 'worker', 2, 1]],
  );
  assert.match(stagesOf(both)[0]?.before[0]?.reasons[0] ?? '', /a program with fixed rules/);
  const run = await it.begin(project, same, ['builtin']);
  const asked = await answer(it.fixture, run, 'reject');
  assert.match(asked.gates[0]?.gate.why ?? '', /Name a model as executor/);
  assert.equal([stagesOf(asked)[0]?.attempts, stagesOf(asked)[0]?.state], [1, 'rejected']);
  assert.is((await it.ended(run)).outcome, 'failed');
});

async function theRun(it: Execution): Promise<string> {
  for (;;) {
    const [run] = await it.runs();
    if (run !== undefined) return run;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

bare.run();

// A plan that is carried out more than once: what an earlier run verified is taken over and proved again, what it did not
// finish is done, and two runs at a time do not do the same stage.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { differencesIn } from '../check-when-written.ts';
import { until } from '../daemon-fixture.ts';
import { type Execution, factsOf, openExecution, planOf, read, stagesOf, treeAt } from './execution-fixture.ts';

const again = suite<{ it: Execution }>('a second run of a plan');
again.before.each((context) => {
  context.it = openExecution('checks: { retries: 0 }\n');
});
again.after.each(({ it }) => it.clear());

const YARD = {
  'one.mjs': 'export const one = () => 0;\n',
  'two.mjs': 'export const two = () => 0;\n',
  'other.txt': 'first\n',
  'one.test.mjs': `import { one } from './one.mjs';\nif (one() !== 1) process.exit(1);\n`,
  'two.test.mjs': `import { two } from './two.mjs';\nif (two() !== 2) process.exit(1);\n`,
};
const COMMANDS = { one: ['node', 'one.test.mjs'], two: ['node', 'two.test.mjs'] };
const test = (command: string) => [{ kind: 'test-pass' as const, command }];
const PARTS = [
  { id: 'one', files: ['one.mjs'], validators: test('one') },
  { id: 'two', files: ['two.mjs'], validators: test('two'), dependsOn: ['one'] },
];
const does = (log: string, two: number): string => `
const stage = prompt.inputs?.stage ?? prompt.stage;
fs.appendFileSync(${JSON.stringify(log)}, stage + '\\n');
if (stage === 'one') write('one.mjs', 'export const one = () => 1;\\n');
else write('two.mjs', 'export const two = () => ${two};\\n');
return {};`;

const states = (stages: ReturnType<typeof stagesOf>) => stages.map((one) => [one.id, one.state, one.takenFrom]);

again('does only what is left, on a base that has moved, and nothing if everything is there', async ({ it }) => {
  const project = it.project('yard', YARD);
  const git = (...args: string[]) => execFileSync('git', ['-C', project, ...args], { encoding: 'utf8' });
  const log = join(it.folder, 'log');
  it.executor(does(log, 1));
  const plan = await it.approved(project, planOf(PARTS, COMMANDS));
  await it.up();
  const first = await it.begin(project, plan, ['worker'], 'approvals: auto\n');
  assert.equal(states(stagesOf(await it.ended(first))), [
    ['one', 'verified', null],
    ['two', 'rejected', null],
  ]);
  it.fixture.write(join(project, 'other.txt'), 'moved\n');
  git('-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '-qam', 'moved');
  it.executor(does(log, 2));
  const second = await it.begin(project, plan, ['worker'], 'approvals: auto\nstages: [two]\n');
  const view = await it.ended(second);
  const stages = stagesOf(view);
  assert.equal(states(stages), [
    ['one', 'verified', first],
    ['two', 'verified', null],
  ]);
  assert.equal(
    stages[0]?.proofs.map(({ b, h, outcome }) => [b, h, outcome]),
    [['fails', 'passes', 'proves']],
    'it was proved again',
  );
  assert.is(read(log), 'one\ntwo\ntwo\n');
  assert.ok(
    view.notes.some(({ text }) => /files that it does not rest on have changed: other\.txt/.test(text)),
    JSON.stringify(view.notes),
  );
  assert.is(view.degraded, false);
  const whole = treeAt(view, factsOf(view).integrated?.head ?? null);
  assert.equal([whole['one.mjs'], whole['other.txt']], ['export const one = () => 1;\n', 'moved\n']);
  assert.match(read(join(it.home.run(second).report, 'report.md')), `Taken over from \`${first}\``);
  assert.match(it.progress(), `phase-6-execute stage=one step=replay attempt=1`);

  assert.is((await it.fixture.muster(['apply', second], { cwd: project })).code, 0);
  const third = await it.ended(await it.begin(project, plan, ['worker'], 'approvals: auto\n'));
  assert.equal(states(stagesOf(third)), [
    ['one', 'verified', second],
    ['two', 'verified', second],
  ]);
  assert.is(read(log), 'one\ntwo\ntwo\n', 'no executor was asked');
  assert.match(stagesOf(third)[0]?.reasons.join() ?? '', 'its work is part of the base');
  assert.equal(await differencesIn(it.root, (one) => !one.includes(plan)), []);
});

again('waits for a stage that another run carries out, and takes it over', async ({ it }) => {
  const project = it.project('yard', YARD);
  const [log, go] = [join(it.folder, 'log'), join(it.folder, 'go')];
  it.executor(
    `for (let n = 0; n < 600 && !fs.existsSync(${JSON.stringify(go)}); n++) await new Promise((r) => setTimeout(r, 50));${does(log, 2)}`,
  );
  const plan = await it.approved(project, planOf(PARTS.slice(0, 1), COMMANDS));
  await it.up();
  const first = await it.begin(project, plan, ['worker'], 'approvals: auto\n');
  await until('its executor', async () => (await it.events(first)).some(({ type }) => type === 'attempt.started'));
  execFileSync('git', ['-C', project, 'switch', '-qc', 'other']);
  const second = await it.begin(project, plan, ['worker'], 'approvals: auto\nstages: [one]\n');
  await until('it to wait', async () => (await it.events(second)).some(({ type }) => type === 'stage.awaited'));
  it.fixture.write(go, '');
  assert.equal(states(stagesOf(await it.ended(first))), [['one', 'verified', null]]);
  assert.equal(states(stagesOf(await it.ended(second))), [['one', 'verified', first]]);
  assert.is(read(log), 'one\n', 'one executor worked, once');
});

again.run();

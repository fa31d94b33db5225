// A plan that a person approved, carried out with real workers, repositories and commands: what was proved, and how.

import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunView } from '../../../contracts/run/run-view.ts';
import { differencesIn } from '../check-when-written.ts';
import { WORKERS } from '../daemon-fixture.ts';
import { writeFakeAgent } from '../fake-agent.ts';
import { answer, type Execution, openExecution, planOf, read, stagesOf } from './execution-fixture.ts';

const carrying = suite<{ it: Execution }>('carrying out a plan');
carrying.before.each((context) => {
  context.it = openExecution();
});
carrying.after.each(({ it }) => it.clear());

const SHOP = {
  'answer.mjs': 'export const answer = () => 41;\n',
  'package.json': '{ "name": "shop", "type": "module" }\n',
};
const TEST = `import test from 'node:test'; import assert from 'node:assert'; import { answer } from '../answer.mjs';
test('the answer', () => assert.equal(answer(), 42));\n`;
const RED = `write('test/answer.test.mjs', ${JSON.stringify(TEST)});`;
const GREEN = `write('answer.mjs', 'export const answer = () => 42;\\n');`;
const STAGE = { id: 'answer', files: ['answer.mjs', 'test/**'] };

carrying('is one command: the plan of a run, in its project, by the agents that are named', async ({ it }) => {
  const project = it.project('shop', SHOP);
  it.executor(`${RED} ${GREEN} return { title: 'Give the right answer' };`);
  const plan = await it.approved(project, planOf([STAGE]));
  await it.up();
  const { out, err } = await it.fixture.muster(['run', '--plan', plan.slice(0, 6), '--agents', 'worker', '--no-wait-approval', '--json']);
  const { task, outcome } = JSON.parse(out) as RunView;
  assert.equal(
    [task.type, task.plan, task.project, task.agents, task.title],
    ['implementation', plan, project, ['worker'], 'Carry out: Plan it'],
  );
  assert.is(outcome, 'completed', err);
  for (const [args, says] of [
    [['run'], /missing argument: task\. .*--plan <run>/],
    [['run', 'task.md', '--plan', plan], /cannot be combined/],
    [['run', 'task.md', '--agents', 'worker'], /--agents needs --plan/],
    [['run', '--plan', 'r-zzzzzz'], /unknown run/],
  ] as const) {
    const refused = await it.fixture.muster([...args]);
    assert.is(refused.code, 2, refused.err);
    assert.match(refused.err, says);
  }
});

carrying('verifies a stage whose test fails without the work, keeps its commit in the home, and reports it', async ({ it }) => {
  const project = it.project('shop', SHOP);
  const before = fingerprint(project);
  it.executor(`${RED} ${GREEN} return { title: 'Give the right answer', follows: ['answer() gives 42'] };`);
  const { run, view, stages, files } = await it.carryOut(project, [STAGE]);
  assert.equal([view.outcome, view.degraded, stages.map((one) => one.state)], ['completed', false, ['verified']], JSON.stringify(stages));
  const [stage] = stages;
  assert.equal(
    stage?.proofs.map(({ b, t, h, outcome }) => [b, t, h, outcome]),
    [['passes', 'fails', 'passes', 'proves']],
  );
  assert.is(files(stage?.head ?? null)['answer.mjs'], 'export const answer = () => 42;\n');
  assert.equal(stage?.files, ['M answer.mjs', 'A test/answer.test.mjs']);
  assert.is(fingerprint(project), before, 'the repository of the user is as it was');

  const steps = [...it.progress().matchAll(/ PROGRESS: (phase-6-execute .+)$/gm)].map((line) => line[1]);
  const line = (step: string) => `phase-6-execute stage=answer step=${step} attempt=1`;
  assert.equal(steps, ['claim', 'work', 'propose', 'prove', 'verified'].map(line));
  const folder = it.home.run(run);
  const carry = JSON.parse(read(join(folder.state, 'execution', 'carry', 'answer.json')));
  assert.equal([carry.head, carry.status, carry.follows], [stage?.head, 'verified', ['answer() gives 42']]);
  assert.match(read(join(folder.state, 'execution', 'consumers.jsonl')), '"status":"done"');
  const report = read(join(folder.report, 'report.md'));
  assert.match(report, '1 of 1 stage verified');
  assert.match(report, '| passes | fails | passes | proves |');
  assert.match(report, 'Everything that the plan asks for was proved.');
  assert.match((await it.fixture.muster(['show', run])).out, /answer verified \(test-pass check/);
  assert.is((await it.fixture.muster(['verify', run])).code, 0);
  assert.equal(await differencesIn(it.root, (one) => one.includes(run)), []);
});

carrying('retries a rejected stage with the reasons, and gives the next stage the head of the previous one', async ({ it }) => {
  const project = it.project('shop', SHOP);
  it.executor(`${RED}
    if (prompt.inputs.stage === 'next') {
      const carry = prompt.inputs.dependencies[0];
      write('next.test.mjs', "import test from 'node:test'; import assert from 'node:assert'; import { existsSync } from 'node:fs'; test('next', () => assert.ok(existsSync('next.txt')));");
      write('next.txt', carry.follows.join() + ' ' + fs.readFileSync('answer.mjs', 'utf8'));
      return {};
    }
    if (prompt.inputs.attempt === 1) { write('other.txt', 'not mine'); return {}; }
    if (prompt.inputs.attempt === 2) return {};
    ${GREEN}
    return { summary: prompt.inputs.reasons.map((one) => one.text).join(' | '), follows: ['it is 42'] };`);
  const next = { id: 'next', dependsOn: ['answer'], files: ['next.*'] };
  const { view, stages, files } = await it.carryOut(project, [STAGE, next]);
  assert.equal(
    stages.map((one) => [one.id, one.state, one.attempts]),
    [
      ['answer', 'verified', 3],
      ['next', 'verified', 1],
    ],
    JSON.stringify(stages),
  );
  assert.match(stages[0]?.summary ?? '', /outside the stage were changed.*other\.txt[\s\S]*exit code 1[\s\S]*the answer/);
  assert.equal(stages[1]?.base, stages[0]?.head);
  assert.is(files(stages[1]?.head ?? null)['next.txt'], 'it is 42 export const answer = () => 42;\n');
  assert.is(view.degraded, false);
});

carrying('asks a person about what nothing proves, who accepts it, and the report says so', async ({ it }) => {
  const project = it.project('shop', SHOP);
  it.executor(`${GREEN} return {};`);
  const plan = await it.approved(project, planOf([STAGE]));
  await it.fixture.up();
  const run = await it.begin(project, plan);
  const asked = await answer(it.fixture, run, 'approve');
  assert.equal(stagesOf(asked)[0]?.state, 'unproved');
  assert.match(asked.gates[0]?.gate.why ?? '', /Nothing proves the work/);
  const named = /All that its commands printed: `muster logs (r-\w+\.c\d+)`/.exec(asked.gates[0]?.gate.why ?? '')?.[1] ?? '';
  const printed = await it.fixture.muster(['logs', named]);
  assert.match(printed.out, /^── r-\w+\.c\d+\.1 ──\n[\s\S]*# pass|tests/, printed.err);
  const one = await it.fixture.muster(['logs', `${named}.1`]);
  assert.not.match(one.out, '──');
  assert.ok(printed.out.includes(one.out.trim()));
  assert.is((await it.fixture.muster(['logs', `${run}.c1`])).code, 2, 'no such proof');
  const view = await it.ended(run);
  assert.equal([view.outcome, view.degraded, stagesOf(view)[0]?.state], ['completed', true, 'accepted']);
  assert.match(read(join(it.home.run(run).report, 'report.md')), /What nobody proved[\s\S]*a person accepted it as it is/);
});

carrying('refuses a plan that no person approved, one that was changed since, and one whose project is not trusted', async ({ it }) => {
  const project = it.project('shop', SHOP);
  it.executor('return {};');
  const byNobody = await it.approved(project, planOf([STAGE]), 'nobody');
  const another = await it.approved(project, planOf([STAGE]), 'another plan');
  const changed = await it.approved(project, planOf([STAGE]), 'other bytes');
  const good = await it.approved(project, planOf([STAGE]));
  const other = it.project('other', SHOP);
  const before = await it.approved(other, planOf([STAGE]));
  it.config('workplace: { setup: [[node, setup.mjs]] }\n');
  await it.fixture.up();
  const refused = async (plan: string): Promise<string> => {
    const input = it.fixture.task(project, ['worker'], `type: implementation\nplan: ${plan}\n`);
    const { code, err } = await it.fixture.muster(['submit', '-'], { input });
    assert.is(code, 4, err);
    return err;
  };
  assert.match(await refused(byNobody), /no person approved/);
  it.write(join(project, '.muster', 'config.yaml'), 'workplace: { setup: [["true"]] }\n');
  const second = await it.ended(await it.begin(project, good));
  assert.match(second.message, /only in a trusted project/);
  rmSync(join(project, '.muster'), { recursive: true });
  assert.match(await refused(another), /made a plan that no person approved/);
  assert.match((await it.ended(await it.begin(project, changed))).message, /is not the one that was approved/);
  const run = await it.begin(other, before);
  const asked = await answer(it.fixture, run, 'reject');
  assert.match(asked.gates[0]?.gate.why ?? '', /a setup that the approval did not show: \["node","setup\.mjs"\]/);
  assert.equal([asked.dispatches.length, (await it.ended(run)).outcome], [0, 'aborted'], 'nothing was begun');
});

carrying('asks before it carries out a plan on files that have changed since', async ({ it }) => {
  const project = it.project('shop', SHOP);
  it.executor(`${RED} ${GREEN} return {};`);
  const plan = await it.approved(project, planOf([STAGE]));
  it.write(join(project, 'answer.mjs'), 'export const answer = () => 40;\n');
  await it.fixture.up();
  const run = await it.begin(project, plan);
  const asked = await answer(it.fixture, run, 'approve');
  assert.match(asked.gates[0]?.gate.why ?? '', /answer\.mjs/);
  assert.equal(stagesOf(await it.ended(run))[0]?.state, 'verified');
});

carrying('carries out only the stages that the task asks for, with a program that poses as codex', async ({ it }) => {
  const project = it.project('shop', SHOP);
  it.executor(`${RED} ${GREEN} return {};`, 'unseated');
  const worker = join(it.folder, 'as-codex.mjs');
  it.write(
    worker,
    `process.argv[2] = ${JSON.stringify(join(it.folder, 'deeds-1.mjs'))};\nawait import(${JSON.stringify(join(WORKERS, 'executes.mjs'))});\n`,
  );
  const bin = writeFakeAgent(it.fixture, 'codex', { worker: relative(WORKERS, worker) });
  const next = { id: 'next', dependsOn: ['answer'], files: ['next.*'] };
  const plan = await it.approved(project, planOf([{ id: 'other', files: ['other.*'] }, STAGE, next]));
  await it.fixture.up({ PATH: `${bin}:${process.env.PATH}` });
  const order = { kind: 'allow' as const, project, providers: ['codex'] };
  await it.ask({ ask: 'order', command: { token: crypto.randomUUID(), actor: { kind: 'person', pid: process.pid }, order } });
  const run = await it.begin(project, plan, ['codex'], 'approvals: auto\nstages: [answer]\n');
  const view = await it.ended(run);
  assert.equal(
    stagesOf(view).map((one) => [one.id, one.state, one.seat]),
    [
      ['other', 'skipped', null],
      ['answer', 'verified', 'codex'],
      ['next', 'skipped', null],
    ],
  );
  assert.equal([view.outcome, view.degraded], ['completed', false]);
  const wrong = await it.ended(await it.begin(project, plan, ['codex'], 'stages: [nowhere]\n'));
  assert.match(wrong.message, /the plan has no stage nowhere. Its stages are other, answer, next/);
});

/** Every byte of a folder, and every name. */
const fingerprint = (folder: string): string =>
  execFileSync('sh', ['-c', 'find . -type f -print0 | sort -z | xargs -0 sha256sum; git status --porcelain; git for-each-ref'], {
    cwd: folder,
    encoding: 'utf8',
  });

carrying.run();

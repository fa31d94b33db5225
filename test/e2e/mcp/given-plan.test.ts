// A plan written by an agent: one with faults starts nothing; a valid one becomes one run, which carries it out only after a person has
// approved it.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../daemon-fixture.ts';
import { answer, type Execution, openExecution, planOf, stagesOf } from '../execution/execution-fixture.ts';
import { openMcp } from './mcp-client.ts';

const test = suite<{ it: Execution }>('a plan of an agent');
test.before.each((context) => {
  context.it = openExecution();
});
test.after.each(({ it }) => it.clear());

const TEST = `import test from 'node:test'; import assert from 'node:assert'; import { price } from '../price.mjs';
test('the price', () => assert.equal(price(), 700));\n`;

test('is refused with its errors, or waits once for a person and is then carried out', async ({ it }) => {
  const project = it.project('prices', { 'price.mjs': 'export const price = () => 7;\n', 'package.json': '{ "type": "module" }\n' });
  it.executor(
    `write('price.mjs', 'export const price = () => 700;\\n'); write('test/price.test.mjs', ${JSON.stringify(TEST)}); return { title: 'Give cents' };`,
  );
  await it.up();
  const client = openMcp(it.fixture.env, project);
  await client.hello();
  const steps = [
    { action: 'RED: a test of the price in cents', detail: 'test/price.test.mjs: the price is 700.' },
    { action: 'GREEN: give the price in cents', detail: 'price.mjs' },
  ];
  const words = { goal: 'price() is in cents.', exitContract: 'price.mjs gives cents.' };
  const plan = planOf([{ id: 'cents', files: ['price.mjs', 'test/price.test.mjs'], steps, ...words }]);
  const agents = ['worker'];
  const faults: [unknown, string, RegExp][] = [
    ['{"goal": ', 'parse_failed', /JSON/],
    ['no plan at all', 'parse_failed', /JSON/],
    [{ goal: 'x' }, 'validation_failed', /stages/],
    [{ ...plan, stages: [{ ...plan.stages[0], dependsOn: ['nobody'] }] }, 'validation_failed', /nobody/],
    [{ ...plan, commands: { check: ['node', '/etc/passwd'] } }, 'validation_failed', /passwd|outside/],
  ];
  for (const [given, fault, says] of faults) {
    const said = await client.call('run_create', { plan: given });
    assert.equal([said.created, said.fault], [false, fault], JSON.stringify(said));
    assert.match(JSON.stringify(said.faults), says);
  }
  assert.equal(await it.fixture.runs(), [], 'nothing was started');

  const fenced = `\`\`\`json\n${JSON.stringify(plan)}\n\`\`\``;
  const made = await client.call('run_create', { plan: fenced, agents });
  assert.is(made.created, true, JSON.stringify(made));
  const { run } = made;
  const twice = await client.call('run_create', { plan: JSON.parse(JSON.stringify(plan)), agents });
  assert.equal([twice.created, twice.run], [false, run], JSON.stringify(twice));
  await until('the question', async () => (await it.view(run)).gates.length > 0);
  const { needsAPerson } = await client.call('run_active');
  assert.is(needsAPerson.length, 1);
  assert.match(JSON.stringify(needsAPerson), /muster approve/, JSON.stringify(needsAPerson));
  const [asked] = (await it.view(run)).gates;
  const said = await it.fixture.muster(['approvals', asked?.gate.id ?? ''], { cwd: project });
  assert.match(said.out, /"node","--test"/, 'every program that it runs is shown');
  assert.ok(!(await client.tools()).some((name) => /approve|answer/.test(name)));
  assert.is(asked?.gate.about.kind, 'plan');

  await client.close();
  await answer(it.fixture, run, 'approve');
  const view = await it.ended(run, 240_000);
  assert.equal(
    stagesOf(view).map(({ id, state }) => `${id} ${state}`),
    ['cents verified'],
    view.message,
  );
  assert.equal(
    view.dispatches.flatMap(({ stage }) => stage ?? []),
    ['cents'],
  );
  assert.match((await it.fixture.muster(['show', `${run}.d${view.dispatches.findIndex((one) => one.stage) + 1}`])).out, /stage cents/);
  // Carried out once more, it does only what is left, although the run that made the plan did the rest itself.
  const again = await it.ended(await it.begin(project, run), 240_000);
  assert.equal([stagesOf(again)[0]?.state, stagesOf(again)[0]?.takenFrom], ['verified', run], JSON.stringify(stagesOf(again)));
  assert.is(again.dispatches.filter(({ role }) => role === 'executor').length, 0);
});

test.run();

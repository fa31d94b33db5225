// An agent that leads may retry, change or split stages; every attempt to lower the requirements is refused and changes nothing.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../daemon-fixture.ts';
import { type Execution, factsOf, openExecution, planOf } from '../execution/execution-fixture.ts';
import { PRICES, RED_TOGETHER } from '../execution/prices.ts';
import { openMcp } from './mcp-client.ts';

const test = suite<{ it: Execution }>('policy by an agent that leads');
test.before.each((context) => {
  context.it = openExecution('checks: { retries: 0 }\n');
});
test.after.each(({ it }) => it.clear());

test('lowers no standard, and continues within the plan', async ({ it }) => {
  const project = it.project('prices', PRICES);
  it.executor('return null;', 'lazy');
  it.executor(RED_TOGETHER, 'able');
  const first = { id: 'cents', files: ['price.mjs', 'test/price.test.mjs'] };
  const plan = await it.approved(project, planOf([first]));
  await it.up();
  const run = await it.begin(project, plan, ['lazy', 'able']);
  await until('the question', async () => (await it.view(run)).gates.length > 0, 120_000);

  const client = openMcp(it.fixture.env, project);
  await client.hello();
  const { openStages } = await client.call('run_active');
  assert.equal([openStages[0].run, openStages[0].stage, openStages[0].state], [run, first.id, 'rejected']);
  const decide = (action: object) => client.call('run_apply_policy', { run, stage: first.id, action });
  const before = (await it.events(run)).length;
  const [own] = planOf([first]).stages;
  const part = (id: string, more: object = {}) => ({ ...own, id, files: first.files, ...more });
  const lowering: [object, RegExp][] = [
    [{ do: 'skip', reason: 'done by hand', dependents: 'go-on' }, /skip needs a person/],
    [{ do: 'abort', reason: 'enough' }, /abort needs a person/],
    [{ do: 'amend-scope', files: ['**'], reason: 'more' }, /amend-scope needs a person/],
    [{ do: 'change-validator', nth: 1, to: { kind: 'artifact-exists', path: 'price.mjs' } }, /change-validator needs a person/],
    [{ do: 'decompose', stages: [part('one', { files: ['other.mjs'] }), part('two')] }, /may not change other\.mjs/],
    [
      { do: 'decompose', stages: [part('one'), part('two', { validators: [{ kind: 'artifact-exists', path: 'price.mjs' }] })] },
      /two lacks a validator/,
    ],
    [{ do: 'decompose', stages: [part('one'), part('two', { tddExemption: 'no need' })] }, /two is exempt from proof/],
    [{ do: 'retry' }, /no retry left/],
    [{ do: 'change-agent', seat: 'nobody' }, /no executor/],
  ];
  for (const [action, says] of lowering) {
    const { error } = await decide(action);
    assert.is(error?.code, 'command-refused', JSON.stringify(action));
    assert.match(error.message, says);
    assert.ok(error.hint.length > 0);
  }
  assert.is((await it.events(run)).length, before, 'what is refused changes nothing');

  const done = await decide({ do: 'change-agent', seat: 'able' });
  assert.is(done.tookEffect, 'change-agent', JSON.stringify(done));
  const view = await it.ended(run, 240_000);
  assert.is(factsOf(view).stages[0]?.state, 'verified');
  const ruled = (await it.events(run)).find((one) => one.type === 'stage.ruled');
  assert.is(ruled?.actor.kind, 'client');
  assert.is((ruled?.payload as { by?: string } | undefined)?.by, 'client');
  await client.close();
});

test.run();

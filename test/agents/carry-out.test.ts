// Two real programs carry out a plan of two stages, one after the other. What the first tries at first does not hold, and
// it is told why.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { approvedPlan } from '../e2e/execution/approved-plan.ts';
import { planOf, stagesOf } from '../e2e/execution/execution-fixture.ts';
import { carriesOut } from '../fixtures/model-server/scenarios.ts';
import { type AgentFixture, openAgentFixture, UNDER_TEST, WIRES } from './agent-fixture.ts';

const test = suite<{ fixture: AgentFixture }>('real agents that carry out a plan');

test.before.each(async (context) => {
  context.fixture = await openAgentFixture();
});
test.after.each(async ({ fixture }) => fixture.close());

const TEST = (name: string, is: number): string =>
  `import { ${name} } from './${name}.mjs';\nif (${name}() !== ${is}) { console.log('${name} is', ${name}()); process.exit(1); }\n`;
const YARD = {
  'one.mjs': 'export const one = () => 0;\n',
  'two.mjs': 'export const two = () => 0;\n',
  'one.test.mjs': TEST('one', 1),
  'two.test.mjs': TEST('two', 2),
};
const proved = (command: string) => [{ kind: 'test-pass' as const, command }];
const PARTS = [
  { id: 'one', files: ['one.mjs'], validators: proved('one') },
  { id: 'two', files: ['two.mjs'], validators: proved('two'), dependsOn: ['one'] },
];
const COMMANDS = { one: ['node', 'one.test.mjs'], two: ['node', 'two.test.mjs'] };
/** At its first attempt the first stage gives something else. */
const deed = (stage: string, attempt: number): string => {
  const number = stage === 'two' ? 2 : attempt > 1 ? 1 : '"wrong"';
  return `printf 'export const ${stage} = () => ${number};\\n' > ${stage}.mjs`;
};

test('each does a stage, one of them after a rejected attempt', async ({ fixture }) => {
  const pair = UNDER_TEST.slice(0, 2);
  for (const cli of pair) {
    fixture.server.play(WIRES[cli], carriesOut(deed));
    fixture.seat(cli, cli, ['executor']);
  }
  const project = fixture.project('yard', YARD);
  const plan = await approvedPlan(fixture, project, planOf(PARTS, COMMANDS));
  await fixture.begin();
  const run = await fixture.run(project, pair, `type: implementation\nplan: ${plan}\napprovals: auto\n`);
  const view = await fixture.ended(run, 240_000);
  const stages = stagesOf(view);
  assert.equal(
    stages.map((it) => [it.id, it.state, it.attempts]),
    [
      ['one', 'verified', 2],
      ['two', 'verified', 1],
    ],
    JSON.stringify(stages, null, 1),
  );
  assert.match(stages[0]?.before[0]?.reasons.join() ?? '', /one is wrong/);
  assert.is(view.degraded, false, view.degradedWhy.join('; '));
  const work = view.dispatches.filter(({ role }) => role === 'executor');
  assert.equal([...new Set(work.map((it) => it.seat))].sort(), [...pair].sort());
  for (const { attempts } of work)
    assert.equal(
      attempts.map((it) => it.reason),
      ['done'],
    );
  // Why the first attempt did not count was said to whoever tried again.
  assert.match(JSON.stringify(fixture.server.seen.map((it) => it.body)), /Why attempt 1 did not count/);
});

test.run();

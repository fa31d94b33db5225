// A plan that a person approved, carried out with real workers, repositories and commands: what was proved, and how.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Execution, openExecution } from './execution-stage.ts';

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
const RIGHT = `write('test/answer.test.mjs', ${JSON.stringify(TEST)}); write('answer.mjs', 'export const answer = () => 42;\\n');`;

carrying('verifies a stage whose test fails without the work, and keeps its commit in the home', async ({ it }) => {
  const project = it.project('shop', SHOP);
  it.executor(`${RIGHT} return { title: 'Give the right answer', follows: ['answer() gives 42'] };`);
  const { run, view, stages, files } = await it.carryOut(project, [{ id: 'answer', files: ['answer.mjs', 'test/**'] }]);
  assert.equal(
    [view.outcome, view.degraded, stages.map((one) => one.state)],
    ['completed', false, ['verified']],
    JSON.stringify(stages, null, 1),
  );
  const [stage] = stages;
  assert.equal(
    stage?.proofs.map(({ b, t, h, outcome }) => [b, t, h, outcome]),
    [['passes', 'fails', 'passes', 'proves']],
  );
  assert.is(files(stage?.head ?? null)['answer.mjs'], 'export const answer = () => 42;\n');
  assert.equal(stage?.files, ['M answer.mjs', 'A test/answer.test.mjs']);
  assert.match(it.progress(), `${run} PROGRESS: phase-6-execute stage=answer step=verified attempt=1`);
});

carrying.run();

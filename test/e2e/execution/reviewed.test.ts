// Proved work that other seats then review as a whole: a verdict that blocks becomes a question to a person, and after the fix the work is
// reviewed once more.

import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { differencesIn } from '../check-when-written.ts';
import { answer, type Execution, factsOf, openExecution, planOf, read } from './execution-fixture.ts';

const reviewed = suite<{ it: Execution }>('work that others review');
reviewed.before.each((context) => {
  context.it = openExecution('checks: { retries: 0 }\n');
});
reviewed.after.each(({ it }) => it.clear());

const SHOP = { 'answer.mjs': 'export const answer = () => 41;\n', 'old.mjs': '// BUG what was there before\n' };
const TEST = (name: string, from: string) =>
  `import test from 'node:test'; import assert from 'node:assert'; import { answer } from '../answer.mjs';\ntest('${name}', () => ${from});\n`;
/** Right by its own test, and with a fault that a reviewer finds. */
const DEEDS = `
  if (prompt.inputs.stage === 'answer') {
    write('answer.mjs', 'export const answer = () => 42;\\nexport const half = (n) => n / 3; // BUG half\\n');
    write('test/answer.test.mjs', ${JSON.stringify(TEST('the answer', 'assert.equal(answer(), 42)'))});
    return {};
  }
  write('answer.mjs', 'export const answer = () => 42;\\nexport const half = (n) => n / 2;\\n');
  write('test/half.test.mjs', ${JSON.stringify(TEST('half', 'assert.equal(half(2), 1)').replace('{ answer }', '{ half }'))});
  return { title: 'Give half' };`;
const PARTS = [{ id: 'answer', files: ['answer.mjs', 'test/**'] }];
const TEAM = ['worker', 'ada', 'bo'];

function open(it: Execution): string {
  it.executor(DEEDS);
  for (const name of ['ada', 'bo']) it.fixture.agent(name, 'finds-marks.mjs');
  return it.project('shop', SHOP);
}

reviewed('is fixed if a person says so, and reviewed again', async ({ it }) => {
  const project = open(it);
  const plan = await it.approved(project, planOf(PARTS));
  await it.fixture.up();
  const run = await it.begin(project, plan, TEAM);
  const asked = await answer(it.fixture, run, 'request-changes', 1, 'Halve, and do not third.');
  assert.equal([asked.verdict?.verdict, asked.gates[0]?.gate.asks], ['blocked', 'The work is proved, and the review blocks it. What now?']);
  assert.match(asked.gates[0]?.gate.why ?? '', /F-001: major, confirmed: Wrong: half \(answer\.mjs:2\)/);
  assert.equal(
    asked.findings.map((one) => [one.id, one.state]),
    [
      ['F-001', 'full-consensus'],
      ['F-002', 'pre-existing'],
    ],
  );
  const view = await it.ended(run);
  const { stages, integrated } = factsOf(view);
  assert.equal(
    stages.map((one) => [one.id, one.state]),
    [
      ['answer', 'verified'],
      ['fix-1', 'verified'],
    ],
    JSON.stringify(stages, null, 1),
  );
  assert.equal([view.outcome, view.verdict?.verdict, view.degraded, integrated?.state], ['completed', 'accepted', false, 'proved']);
  assert.equal(
    view.findings.map((one) => [one.id, one.state]),
    [['F-003', 'pre-existing']],
    'of the pass before nothing counts',
  );
  const events = await it.events(run);
  const because = events.flatMap((one) => (one.type === 'stage.appended' ? [(one.payload as { because: string }).because] : []));
  assert.match(because.join(), /does not do what it says[\s\S]*Halve, and do not third/);
  assert.is(read(join(project, 'answer.mjs')), SHOP['answer.mjs']);
  assert.equal(await differencesIn(it.root, (one) => one.includes(run)), []);
});

reviewed('is accepted anyway, or rejected as a whole', async ({ it }) => {
  const project = open(it);
  const plan = await it.approved(project, planOf(PARTS));
  await it.fixture.up();
  const run = await it.begin(project, plan, TEAM);
  await answer(it.fixture, run, 'approve');
  const view = await it.ended(run);
  assert.equal([view.outcome, view.verdict?.verdict], ['completed', 'blocked']);
  const refused = await it.begin(project, plan, TEAM, 'title: Once more\n');
  await answer(it.fixture, refused, 'reject');
  assert.equal([(await it.ended(refused)).outcome, (await it.view(refused)).reason], ['aborted', 'rejected']);
  assert.match((await it.fixture.muster(['apply', refused], { cwd: project })).err, /rejected|did not complete|aborted/);
});

reviewed.run();

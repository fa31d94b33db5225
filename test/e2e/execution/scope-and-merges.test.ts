// What a reason for a file outside the stage is worth, and stages that build on several others at once.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { answer, type Execution, openExecution, planOf, stagesOf } from './execution-stage.ts';

const scoped = suite<{ it: Execution }>('scope, and heads that are merged');
scoped.before.each((context) => {
  context.it = openExecution('checks: { retries: 0 }\n');
});
scoped.after.each(({ it }) => it.clear());

const YARD = {
  'a.txt': '1\n',
  'b.txt': '1\n',
  'sum.mjs':
    "import { readFileSync } from 'node:fs';\nconst of = (name) => Number(readFileSync(name, 'utf8'));\nprocess.exit(of('a.txt') + of('b.txt') >= Number(process.argv[2]) ? 0 : 1);\n",
};
const COMMANDS = { three: ['node', 'sum.mjs', '3'], four: ['node', 'sum.mjs', '4'], five: ['node', 'sum.mjs', '5'] };
const by = (command: keyof typeof COMMANDS) => [{ kind: 'test-pass' as const, command }];

for (const [scope, state, says] of [
  ['guide', 'verified', /^$/],
  ['ask', 'unproved', /It changed b\.txt, which is outside the stage: a has to follow/],
  ['fence', 'rejected', /Files outside the stage were changed: b\.txt/],
] as const) {
  scoped(`a reason for a file outside, under \`${scope}\``, async ({ it }) => {
    it.stage.config(`checks: { retries: 0, scope: ${scope} }\n`);
    const project = it.project('yard', YARD);
    it.executor(`write('a.txt', '1\\n'); write('b.txt', '2\\n'); return { amend: [{ path: 'b.txt', reason: 'a has to follow' }] };`);
    const { stages } = await it.carryOut(project, [{ id: 'one', files: ['a.txt'], validators: by('three') }], { commands: COMMANDS });
    assert.is(stages[0]?.state, state, JSON.stringify(stages));
    assert.match(
      [...(stages[0]?.reasons ?? []), ...(stages[0]?.asks ?? [])].join('\n').replace(/^A person has to look at it\.\n/, ''),
      says,
    );
  });
}

const LEFT = { id: 'left', files: ['a.txt'], validators: by('three') };
const RIGHT = { id: 'right', files: ['b.txt'], validators: by('three') };

scoped('a stage on two others stands on a merge of their heads', async ({ it }) => {
  const project = it.project('yard', YARD);
  it.executor(`
    const { stage } = prompt.inputs;
    if (stage === 'left') write('a.txt', '2\\n');
    if (stage === 'right') write('b.txt', '2\\n');
    if (stage === 'both') write('b.txt', String(Number(fs.readFileSync('a.txt')) + 1) + '\\n');
    return { follows: [stage], summary: (prompt.inputs.dependencies ?? []).map((one) => one.stage).join() };`);
  const both = { id: 'both', files: ['b.txt'], dependsOn: ['left', 'right'], validators: by('five') };
  const { stages, files } = await it.carryOut(project, [LEFT, RIGHT, both], { commands: COMMANDS });
  assert.equal(
    stages.map((one) => [one.id, one.state]),
    [
      ['left', 'verified'],
      ['right', 'verified'],
      ['both', 'verified'],
    ],
    JSON.stringify(stages),
  );
  assert.is(stages[2]?.summary, 'left,right');
  assert.not.ok([stages[0]?.head, stages[1]?.head].includes(stages[2]?.base ?? ''));
  const tree = files(stages[2]?.head ?? null);
  assert.equal([tree['a.txt'], tree['b.txt']], ['2\n', '3\n']);
});

scoped('two that conflict with each other are named, and a person is asked', async ({ it }) => {
  const project = it.project('yard', YARD);
  it.executor(
    `write(prompt.inputs.stage === 'left' ? 'a.txt' : 'b.txt', '2\\n'); write('same.txt', prompt.inputs.stage + '\\n'); return {};`,
  );
  const parts = [LEFT, RIGHT].map((one) => ({ ...one, files: [...one.files, 'same.txt'] }));
  const both = { id: 'both', files: ['b.txt'], dependsOn: ['left', 'right'], validators: by('five') };
  const plan = await it.approved(project, planOf([...parts, both], COMMANDS));
  await it.stage.up();
  const run = await it.begin(project, plan);
  const asked = await answer(it.stage, run, 'reject');
  assert.match(asked.gates[0]?.gate.why ?? '', /It builds on left and right, which changed the same places in different ways: same\.txt/);
  assert.equal(
    asked.gates[0]?.gate.offers.map((it) => it.answer),
    ['reject', 'abort'],
    'another try would come to the same',
  );
  const stages = stagesOf(asked);
  assert.equal([stages[2]?.state, asked.dispatches.length], ['unavailable', 2], 'no worker was paid for');
});

scoped.run();

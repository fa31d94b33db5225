// Files that a stage changes outside of its scope, with and without a reason; and stages that build on several others at once.

import { execFileSync } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { differencesIn } from '../check-when-written.ts';
import { answer, type Execution, factsOf, openExecution, planOf, treeAt } from './execution-fixture.ts';

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
    it.fixture.config(`checks: { retries: 0, scope: ${scope} }\n`);
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

scoped('a stage on two others builds on a merge of their heads', async ({ it }) => {
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

const SHELF = {
  'list.mjs': 'export const list = [\n];\n',
  'notes.md': 'Notes\n',
  'has.mjs': "import { list } from './list.mjs';\nprocess.exit(process.argv.slice(2).every((it) => list.includes(it)) ? 0 : 1);\n",
};
const HAS = { left: ['node', 'has.mjs', 'left'], right: ['node', 'has.mjs', 'right'], all: ['node', 'has.mjs', 'left', 'right', 'both'] };
const has = (command: keyof typeof HAS) => [{ kind: 'test-pass' as const, command }];
const SIDES = ['left', 'right'].map((id) => ({ id, files: ['list.mjs', 'notes.md'], validators: has(id as 'left' | 'right') }));
const BOTH = { id: 'both', files: ['list.mjs'], dependsOn: ['left', 'right'], validators: has('all') };
/** Each adds a line at the same place of two files; a fix joins them at the second attempt. */
const ADDS = `
  const { stage, attempt } = prompt.inputs;
  const list = (...all) => write('list.mjs', 'export const list = [' + all.map((it) => "'" + it + "'").join() + '];\\n');
  if (stage === 'both') { list('left', 'right', 'both'); return { title: 'Add both' }; }
  if (!stage.startsWith('fix')) {
    write('list.mjs', "export const list = [\\n  '" + stage + "',\\n];\\n"); write('notes.md', 'Notes\\n' + stage + '\\n');
    return { title: 'Add ' + stage };
  }
  if (prompt.inputs.reasons.length === 0) { list('left', 'right'); return { title: 'Join half of it' }; }
  list('left', 'right'); write('notes.md', 'Notes\\nleft\\nright\\n');
  return { title: 'Join both', summary: prompt.inputs.whole.goal };`;

scoped(
  'two that conflict are named with their places, and merged by a separate stage, or left to a person if that fails',
  async ({ it }) => {
    it.fixture.config('checks: { retries: 1 }\n');
    const [project, other] = [it.project('shelf', SHELF), it.project('other', SHELF)];
    it.executor(ADDS, 'able');
    it.executor(ADDS.replace('prompt.inputs.reasons.length === 0', 'true'), 'worse');
    const plans = [
      await it.approved(project, planOf([...SIDES, BOTH], HAS)),
      await it.approved(other, planOf([...SIDES, BOTH], HAS)),
    ] as const;
    await it.fixture.up();
    const run = await it.begin(project, plans[0], ['able'], 'approvals: auto\n');
    const failing = await it.begin(other, plans[1], ['worse']);
    const view = await it.ended(run, 240_000);
    const { stages, integrated } = factsOf(view);
    assert.equal(
      stages.map(({ id, state, attempts, dependsOn }) => [id, state, attempts, dependsOn]),
      [
        ['left', 'verified', 1, []],
        ['right', 'verified', 1, []],
        ['both', 'verified', 2, ['left', 'right', 'fix-1']],
        ['fix-1', 'verified', 2, ['left', 'right']],
      ],
      JSON.stringify(stages, null, 1),
    );
    const [, , both, fix] = stages;
    assert.match(
      both?.before[0]?.reasons.join('\n') ?? '',
      /It builds on left and right, which changed the same places[\s\S]*list\.mjs, from line 2:/,
    );
    assert.match(fix?.before[0]?.reasons.join('\n') ?? '', /notes\.md still has the marks of the conflict, in line 2, 4, 6\./);
    assert.match(fix?.summary ?? '', /list\.mjs, from line 2:\n<<<<<<< left\n {2}'left',\n=======\n {2}'right',\n>>>>>>> right/);
    assert.equal(
      fix?.proofs.map(({ b, h, outcome }) => [b, h, outcome]),
      [
        ['fails', 'passes', 'proves'],
        ['fails', 'passes', 'proves'],
      ],
    );
    assert.equal([both?.base, integrated?.state], [fix?.head ?? null, 'proved']);
    assert.is(treeAt(view, both?.head ?? null)['notes.md'], 'Notes\nleft\nright\n');
    const applied = await it.fixture.muster(['apply', run], { cwd: project });
    assert.is(applied.code, 0, applied.err);
    assert.equal(execFileSync('git', ['-C', project, 'log', '--format=%s', '-3'], { encoding: 'utf8' }).trim().split('\n'), [
      'Add both',
      'Join both',
      'Add left',
    ]);
    assert.equal(await differencesIn(it.root, (one) => one.includes(run)), []);
    await answer(it.fixture, failing, 'reject', 1, 'I do it');
    const asked = await answer(it.fixture, failing, 'reject', 2);
    const { gate } = asked.gates[1] ?? {};
    assert.match(gate?.why ?? '', /It builds on left and right, which changed the same places in different ways: list\.mjs and notes\.md/);
    assert.equal(
      gate?.offers.map((one) => one.answer),
      ['reject', 'abort'],
      'another try would come to the same',
    );
    const left = factsOf(await it.ended(failing, 120_000)).integrated;
    assert.equal([left?.state, left?.breaks], ['conflict', { stage: 'right', with: 'left' }]);
    assert.match((await it.fixture.muster(['show', failing])).out, /cannot be put together: right conflicts with left/);
  },
);

scoped.run();

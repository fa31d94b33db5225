// What a person decides about stages that do not go on by themselves: each action with what it needs, and what it
// changes. What lacks something is refused, and nothing is in the journal.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { stringify } from 'yaml';
import { until } from '../daemon-fixture.ts';
import { type Execution, factsOf, openExecution, planOf, stagesOf } from './execution-fixture.ts';
import { PRICES, RED_TOGETHER, TWO } from './prices.ts';

const policy = suite<{ it: Execution }>('policy on stages');
policy.before.each((context) => {
  context.it = openExecution('checks: { retries: 0 }\n');
});
policy.after.each(({ it }) => it.clear());

/** The first worker never does anything, so that every stage is put before a person. */
async function stuck(it: Execution, agents: readonly string[], deeds = 'return null;', parts = TWO) {
  const project = it.project('prices', PRICES);
  it.executor(deeds, 'lazy');
  it.executor(RED_TOGETHER, 'able');
  const plan = await it.approved(project, planOf(parts));
  await it.up();
  const run = await it.begin(project, plan, agents);
  const waits = (count: number) => until(`${count} gates`, async () => (await it.view(run)).gates.length >= count, 120_000);
  const order = (...args: string[]) => it.fixture.muster(['policy', run, ...args]);
  return { run, waits, order };
}

policy('decompose: the parts replace it, are proved one by one, and what waited for it waits for them', async ({ it }) => {
  const after = { id: 'after', files: ['after.mjs', 'test/after.test.mjs'], dependsOn: ['both'] };
  const both = { id: 'both', files: ['price.mjs', 'test/price.test.mjs', 'note.mjs', 'test/note.test.mjs'] };
  const module = (name: string) =>
    `write('${name}.mjs', 'export const it = 1;\\n'); write('test/${name}.test.mjs', "import { it } from '../${name}.mjs'; if (it !== 1) process.exit(1);\\n"); return {};`;
  const deeds = `if (prompt.inputs.stage === 'both') return null;
    if (prompt.inputs.stage === 'after') { ${module('after')} }
    if (prompt.inputs.stage === 'note') { ${module('note')} }
    ${RED_TOGETHER}`;
  const { run, waits, order } = await stuck(it, ['lazy'], deeds, [both, after]);
  await waits(1);
  const file = join(it.folder, 'parts.yaml');
  const [cents, note] = planOf([
    { ...TWO[0], id: 'cents' },
    { id: 'note', files: ['note.mjs', 'test/note.test.mjs'] },
  ]).stages;
  const before = (await it.events(run)).length;
  it.write(
    file,
    stringify([
      { ...cents, files: ['**'] },
      { ...note, files: ['**'] },
    ]),
  );
  const overlapping = await order('both', 'decompose', '--stages', file);
  assert.equal([overlapping.code, /cannot be decomposed like this/.test(overlapping.err)], [1, true], overlapping.err);
  it.write(file, stringify([{ ...cents, id: 'after' }, note]));
  assert.match((await order('both', 'decompose', '--stages', file)).err, /has a stage after already/);
  assert.is((await order('both', 'decompose')).code, 2);
  assert.is((await it.events(run)).length, before, 'what is refused changes nothing');
  it.write(file, stringify([cents, note]));
  const done = await order('both', 'decompose', '--stages', file);
  assert.is(done.code, 0, done.err);
  const view = await it.ended(run, 240_000);
  const { stages, integrated } = factsOf(view);
  assert.equal(
    stages.map(({ id, state }) => [id, state]),
    [
      ['both', 'superseded'],
      ['after', 'verified'],
      ['cents', 'verified'],
      ['note', 'verified'],
    ],
    JSON.stringify(stages),
  );
  assert.equal([integrated?.state, integrated?.stages, view.degraded], ['proved', ['cents', 'note', 'after'], false]);
  const answers = (await it.events(run)).flatMap((one) =>
    one.type === 'gate.answered' ? [(one.payload as { answer: string }).answer] : [],
  );
  assert.equal(answers, ['reject'], 'the question about it is answered');
});

policy('change-agent: another executor tries it, at the cost of no retry; retry needs one that is left', async ({ it }) => {
  const { run, waits, order } = await stuck(it, ['lazy', 'able'], 'return null;', TWO.slice(0, 1));
  await waits(1);
  const shown = async () => (await it.events(run)).length;
  const before = await shown();
  assert.match((await order('cents', 'retry')).err, /has no retry left \(checks\.retries: 0\)/);
  assert.match((await order('cents', 'change-agent', '--to', 'nobody')).err, /no executor of r-\w+ is named nobody[\s\S]*lazy, able/);
  assert.match((await order('nowhere', 'retry')).err, /the plan has no stage nowhere/);
  assert.is((await order('cents', 'fly')).code, 2);
  const inside = await it.fixture.muster(['policy', run, 'cents', 'change-agent', '--to', 'able'], {
    env: { MUSTER_DISPATCH: `${run}.d1` },
  });
  assert.not.equal(inside.code, 0, 'a worker decides nothing');
  assert.is(await shown(), before);
  assert.is((await order('cents', 'change-agent', '--to', 'able')).code, 0);
  const view = await it.ended(run, 240_000);
  assert.equal(
    stagesOf(view).map(({ state, seat, attempts }) => [state, seat, attempts]),
    [['verified', 'able', 2]],
  );
  assert.is(view.gates.filter(({ answer }) => answer === null).length, 0);
  assert.match((await order('cents', 'skip', '-m', 'late')).err, /has ended/);
});

policy('skip, with or without what depends on it; amend-scope and change-validator', async ({ it }) => {
  const parts = [TWO[0], { ...TWO[1], dependsOn: ['cents'], id: 'label' }].map((part) => ({ id: '', ...part }));
  const deeds = `if (prompt.inputs.stage === 'cents') return null;
    if (prompt.inputs.attempt === 1) { write('elsewhere.txt', 'x'); }
    if (prompt.inputs.attempt === 2) write('elsewhere.txt', 'x');
    ${RED_TOGETHER}`;
  const { run, waits, order } = await stuck(it, ['lazy'], deeds, parts);
  await waits(1);
  const skipped = await order('cents', 'skip', '-m', 'done by hand', '--dependents', 'go-on');
  assert.is(skipped.code, 0, skipped.err);
  await waits(2);
  assert.match((await order('cents', 'retry')).err, /cents is skipped/);
  const amended = await order('label', 'amend-scope', '--files', 'elsewhere.txt', '-m', 'it has to be there');
  assert.is(amended.code, 0, amended.err);
  const view = await it.ended(run, 240_000);
  const { stages } = factsOf(view);
  assert.equal(
    stages.map(({ id, state, left }) => [id, state, left]),
    [
      ['cents', 'skipped', 'done by hand'],
      ['label', 'verified', null],
    ],
    JSON.stringify(stages),
  );
  assert.is(view.degraded, true);
});

policy('escalate pauses the run; change-validator takes a spec of the set; abort ends it, and keeps what is verified', async ({ it }) => {
  const { run, waits, order } = await stuck(
    it,
    ['lazy'],
    `if (prompt.inputs.stage === 'label' && prompt.inputs.attempt === 1) return null; ${RED_TOGETHER}`,
  );
  await waits(1);
  assert.is((await order('label', 'escalate', '-m', 'somebody has to look')).code, 0);
  assert.is((await it.view(run)).status, 'paused');
  const file = join(it.folder, 'validator.yaml');
  it.write(file, 'kind: test-pass\ncommand: nowhere\n');
  assert.match((await order('label', 'change-validator', '--to', file)).err, /which the plan does not define/);
  it.write(file, 'kind: always-pass\ncommand: check\n');
  assert.is((await order('label', 'change-validator', '--to', file)).code, 2);
  it.write(file, 'kind: test-pass\ncommand: labels\nargv: [node, --test, test/label.test.mjs]\n');
  assert.is((await order('label', 'change-validator', '--to', file)).code, 0);
  assert.is((await it.fixture.muster(['resume', run])).code, 0);
  await until('the label to be verified', async () => stagesOf(await it.view(run))[1]?.state === 'verified', 120_000);
  const label = stagesOf(await it.view(run))[1];
  assert.match(label?.proofs[0]?.validator ?? '', /labels/);
  assert.match((await order('label', 'skip', '-m', 'too late')).err, /label is verified, which is final/);
  const view = await it.ended(run, 240_000);
  assert.is(factsOf(view).integrated?.state, 'proved');
});

policy('by the settings a rejected stage pauses the run; a file then decides about it', async ({ it }) => {
  it.config('grace: { flush: 300ms, exit: 1s, invalid: 500ms, kill: 1s }\nchecks: { onReject: escalate }\nanswerFiles: on\n');
  const { run, waits } = await stuck(it, ['lazy'], 'return null;', TWO.slice(0, 1));
  await waits(1);
  await until('the pause', async () => (await it.view(run)).status === 'paused');
  const ruled = async () => (await it.events(run)).flatMap((one) => (one.type === 'stage.ruled' ? [one.payload as { by?: string }] : []));
  assert.equal(
    (await ruled()).map(({ by }) => by),
    ['settings'],
  );
  it.drop(`${run}.cents.policy`, 'do: skip\n');
  await until('the refusal', () => readdirSync(join(it.home.inbox, 'rejected')).length > 0);
  assert.is((await ruled()).length, 1, 'without a reason nothing is decided');
  it.drop(`${run}.cents.policy`, 'do: skip\nreason: done by hand\ndependents: skip\n');
  await until('the decision', async () => (await ruled()).length === 2);
  const view = await it.ended(run);
  assert.equal(
    stagesOf(view).map((one) => [one.id, one.state, one.left]),
    [['cents', 'skipped', 'done by hand']],
  );
});

policy(
  'by the settings a rejected stage is left: nobody is asked, what needs it is not started, and the rest is carried out',
  async ({ it }) => {
    it.config('grace: { flush: 300ms, exit: 1s, invalid: 500ms, kill: 1s }\nchecks: { onReject: leave }\n');
    const project = it.project('prices', PRICES);
    it.executor(`if (prompt.inputs.stage === 'label') return null; ${RED_TOGETHER}`);
    const after = { id: 'after', files: ['after.mjs'], dependsOn: ['label'] };
    const { run, view, stages } = await it.carryOut(project, [...TWO, after], { task: '' });
    const why = 'the settings say `checks.onReject: leave`';
    assert.equal(
      stages.map((one) => [one.id, one.state, one.attempts, one.left]),
      [
        ['cents', 'verified', 1, null],
        ['label', 'rejected', 1, why],
        ['after', 'unreachable', 0, null],
      ],
      JSON.stringify(stages),
    );
    assert.equal([view.gates.length, factsOf(view).integrated?.stages, view.degraded], [0, ['cents'], true]);
    assert.match(it.progress(), 'phase-6-execute stage=label step=left attempt=1');
    assert.match(readFileSync(join(it.home.run(run).report, 'report.md'), 'utf8'), /Left as it is: the settings say/);
  },
);

policy.run();

// Stages put together: what is green alone is proved as a whole, a union that is red is searched for the stage that
// breaks it, a stage is appended that fixes it, and the criteria of the plan are asked of the whole.

import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Plan } from '../../../contracts/plan/plan.ts';
import { differencesIn } from '../check-when-written.ts';
import { until } from '../daemon-fixture.ts';
import { answer, type Execution, factsOf, openExecution, planOf, read } from './execution-fixture.ts';
import { FIXED, PRICES, RED_TOGETHER, TWO } from './prices.ts';

const union = suite<{ it: Execution }>('stages put together');
union.before.each((context) => {
  context.it = openExecution('checks: { retries: 0 }\n');
});
union.after.each(({ it }) => it.clear());

const criterion = (description: string, command: string) => ({ description, validator: { kind: 'test-pass' as const, command } });
const COMMANDS = { check: ['node', '--test'], dollars: ['node', 'dollars.mjs'] };

union('two that are green alone and red together: found, reported, fixed by fix-1, and proved as a whole', async ({ it }) => {
  const project = it.project('prices', PRICES);
  it.executor(RED_TOGETHER);
  const plan = await it.approved(
    project,
    Plan.parse({ ...planOf(TWO, COMMANDS), acceptance: [criterion('Labels are in dollars', 'dollars')] }),
  );
  await it.up();
  const run = await it.begin(project, plan, ['worker'], 'approvals: auto\n');
  const view = await it.ended(run, 240_000);
  const { stages, integrated } = factsOf(view);
  assert.equal(
    stages.map((one) => [one.id, one.state]),
    [
      ['cents', 'verified'],
      ['label', 'verified'],
      ['fix-1', 'verified'],
    ],
    JSON.stringify(stages, null, 1),
  );
  assert.equal([integrated?.state, integrated?.stages, view.degraded], ['proved', ['cents', 'label', 'fix-1'], false]);
  assert.equal(
    integrated?.criteria.map(({ met, proof }) => [met, proof?.b, proof?.h]),
    [[true, 'fails', 'passes']],
  );
  const events = await it.events(run);
  const appended = events.flatMap((one) => (one.type === 'stage.appended' ? [one.payload as { because: string }] : []));
  assert.match(appended[0]?.because ?? '', /label breaks cents: test-pass check[\s\S]*exit code 1[\s\S]*the label/);
  assert.is(events.filter(({ type }) => type === 'criterion.met').length, 1);
  const fix = stages.at(-1);
  assert.equal(
    fix?.proofs.map(({ b, h, outcome }) => [b, h, outcome]),
    [['fails', 'passes', 'proves']],
  );
  assert.equal(fix?.head, integrated?.head, 'what is handed over is the head that fixed it');
  const report = read(join(it.home.run(run).report, 'report.md'));
  assert.match(report, 'All validators pass on 3 stages put together');
  assert.match(report, `muster apply ${run}`);
  assert.match(it.progress(), 'phase-6-integrate step=red');
  assert.match((await it.fixture.muster(['show', run])).out, /met: Labels are in dollars/);
  assert.equal(await differencesIn(it.root, (one) => one.includes(run)), []);
});

union('without a fix it stays red: reported, degraded, and nothing to apply', async ({ it }) => {
  const project = it.project('prices', PRICES);
  it.executor(RED_TOGETHER.replace(FIXED, '// nothing'));
  const { run, view } = await it.carryOut(project, TWO);
  const { stages, integrated } = factsOf(view);
  assert.equal([stages.at(-1)?.id, stages.at(-1)?.state, integrated?.state, view.degraded], ['fix-1', 'rejected', 'red', true]);
  assert.equal(integrated?.breaks, { stage: 'label', with: 'cents' });
  assert.match(read(join(it.home.run(run).report, 'report.md')), 'label breaks cents');
  assert.not.match((await it.fixture.muster(['show', run])).out, 'muster apply');
});

union('criteria that are not met are asked about; a comment appends a stage that meets them', async ({ it }) => {
  const project = it.project('prices', PRICES);
  it.executor(`if (prompt.inputs.stage === 'fix-1') { write('done.txt', prompt.inputs.whole?.goal ?? 'x'); return {}; }\n${RED_TOGETHER}`);
  const made = planOf(TWO.slice(0, 1), { ...COMMANDS, done: ['test', '-f', 'done.txt'] });
  const plan = await it.approved(project, Plan.parse({ ...made, acceptance: [criterion('It is written down', 'done')] }));
  await it.up();
  const run = await it.begin(project, plan, ['worker']);
  const asked = await answer(it.fixture, run, 'request-changes', 1, 'in done.txt');
  assert.match(asked.gates[0]?.gate.why ?? '', /1\. It is written down/);
  const again = await answer(it.fixture, run, 'reject', 2);
  assert.match(again.gates[1]?.gate.asks ?? '', /fix-1/);
  const view = await it.ended(run);
  assert.match(JSON.stringify(factsOf(view).stages.at(-1)?.reasons), /outside the stage/);
});

for (const when of ['before', 'after'] as const) {
  union(`a daemon that dies ${when} the union is proved: nothing is run twice`, async ({ it }) => {
    const project = it.project('prices', PRICES);
    const log = join(it.folder, 'log');
    it.executor(RED_TOGETHER);
    const counted = `import { appendFileSync } from 'node:fs';\nappendFileSync(${JSON.stringify(log)}, process.env.MUSTER_CHECK + '\\n');\nawait import('./test/price.test.mjs');\n`;
    it.write(join(project, 'counted.mjs'), counted);
    const plan = await it.approved(project, planOf(TWO.slice(0, 1), { check: ['node', 'counted.mjs'] }));
    it.drop('carry-out.md', it.task(project, ['worker'], `type: implementation\nplan: ${plan}\napprovals: auto\n`));
    const pid = await it.up({ MUSTER_FAILPOINT: `effect.prove-union.${when}` });
    await until('the daemon to die', () => isDead(pid), 120_000);
    await it.kill();
    await it.up();
    const run = (await it.runs()).find((one) => one !== plan) ?? '';
    const view = await it.ended(run);
    assert.is(factsOf(view).integrated?.state, 'proved');
    const checks = read(log).trim().split('\n');
    assert.equal(checks, [...new Set(checks)]);
    assert.is((await it.events(run)).filter(({ type }) => type === 'union.proved').length, 1);
  });
}

function isDead(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

union.run();

// What planners and voters are given: programs get data, models get text, and nobody gets everything twice.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Convergence } from '../../../../contracts/findings/convergence.ts';
import type { Plan } from '../../../../contracts/plan/plan.ts';
import type { EffectContext } from '../../../../daemon/effects/effect-context.ts';
import { approvedPlan } from '../../../../daemon/effects/prompt/prompt-inputs.ts';
import { runSteps, stepsOf } from '../../../../runtime/steps.ts';
import { phasePlanning } from '../../../../skills/phases/phase-plan/work.ts';
import { itemsOf } from '../../../../skills/phases/plan/voting/items.ts';
import { planning, planVerification } from '../../../../skills/phases/plan/work.ts';
import { contributionsTo } from '../../../../skills/phases/turns.ts';
import type { Reader } from '../../../../skills/phases/work-kind.ts';
import type { DispatchState, RunState } from '../../../../skills/run/state.ts';
import { bound, seat } from '../lead/test-run.ts';

const plan = (stages = 1): Plan => ({
  goal: 'Nothing is lost',
  acceptance: [{ description: 'The tests pass.', validator: { kind: 'test-pass', command: 'test' } }],
  options: [],
  recommended: 'mend',
  commands: { test: ['npm', 'test'] },
  stages: Array.from({ length: stages }, (_, at) => ({
    id: `stage-${at + 1}`,
    title: 'Mend it',
    goal: `the ${'very '.repeat(200)}thing works`,
    owner: 'executor',
    dependsOn: [],
    files: [`src/${at}/**`],
    steps: [{ action: 'GREEN: mend', detail: '' }],
    sliceValue: 'it works',
    acceptance: 'so it is',
    validators: [],
    exitContract: 'it stays',
    toolProfile: [],
  })),
  rollback: 'revert',
  checklist: ['Nobody waits'],
  requirementCoverage: [],
});

const FINDING = {
  id: 'F-001',
  fingerprint: 'f-000001',
  origins: [],
  seats: ['one'],
  title: 'A job is lost',
  category: 'correctness',
  severity: 'major' as const,
  state: 'partial-consensus' as const,
};

const told = bound([seat('one'), seat('author', 'claude', 'planner')]).state();
const [work] = told.dispatches;
if (!work) throw new Error('nobody works');
const dispatch: DispatchState = work;
const examined: Convergence = {
  settings: { enabled: true, maxRounds: 2, mode: 'lightweight', adversarial: false, critic: false },
  round: 1,
  analysers: [],
  findings: [
    FINDING,
    { ...FINDING, id: 'F-002', state: 'worker-unique', title: 'Only one saw it' },
    { ...FINDING, id: 'F-003', state: 'refuted', title: 'Not so' },
    { ...FINDING, id: 'F-004', state: 'rechecked', title: 'Two rules came to it' },
    { ...FINDING, id: 'F-005', state: 'rule-only', title: 'One rule came to it' },
  ],
  asks: [],
  words: [],
  skippedWorkers: [],
};
const state: RunState = { ...told, memory: { convergence: { kind: 'convergence', own: examined, past: [] } } };
const withPlan = (it: Plan, approved = false): RunState => {
  const draft = {
    plan: it,
    digest: 'a'.repeat(64),
    seat: 'author',
    dispatch: dispatch.id,
    pass: 0,
    verification: null,
    answers: 0,
    approved,
  };
  return { ...state, memory: { ...state.memory, plan: { kind: 'plan', own: { draft }, past: [] } } };
};

const plannerInputs = (run: RunState, asked: DispatchState, reader: Reader) =>
  runSteps(stepsOf(planning.ask(run, contributionsTo(run), asked, reader)));
const voterInputs = (run: RunState, asked: DispatchState, reader: Reader) =>
  runSteps(stepsOf(planVerification.ask(run, contributionsTo(run), asked, reader)));

const given = suite('what is given to those who plan and vote');

given('to a planner: what must be covered; to a model also findings of one sure reviewer', () => {
  const program = plannerInputs(state, dispatch, 'program');
  assert.equal(program.inputs.requirements, ['F-001', 'F-004']);
  assert.equal(
    (program.inputs.findings as { id: string }[]).map((it) => it.id),
    ['F-001', 'F-004'],
  );
  assert.equal(program.material, []);
  assert.not.ok('previous' in program.inputs);
  const model = plannerInputs(state, dispatch, 'model');
  assert.equal(Object.keys(model.inputs), ['skill', 'requirements', 'commands']);
  assert.equal(
    model.material.map((it) => it.title),
    ['F-001', 'F-002', 'F-004', 'F-005'],
  );
});

given('to a planner who plans again: the plan as it was, and why', () => {
  const again: DispatchState = { ...dispatch, carries: [{ from: 'person', title: 'Changes', text: 'smaller' }] };
  const program = plannerInputs(withPlan(plan()), again, 'program');
  assert.equal([(program.inputs.previous as Plan).goal, program.inputs.carries], ['Nothing is lost', again.carries]);
  const model = plannerInputs(withPlan(plan()), again, 'model');
  assert.match(model.material.find((it) => it.title === 'The previous plan')?.text ?? '', 'Nothing is lost');
});

given('to a voter: only the items it is asked about', () => {
  const asked: DispatchState = { ...dispatch, findings: ['P-STG-1', 'P-RBK-1'] };
  const program = voterInputs(withPlan(plan()), asked, 'program');
  assert.equal(
    (program.inputs.items as { id: string }[]).map((it) => it.id),
    ['P-STG-1', 'P-RBK-1'],
  );
  const model = voterInputs(withPlan(plan()), asked, 'model');
  assert.equal(model.inputs.items, [{ id: 'P-STG-1' }, { id: 'P-RBK-1' }]);
  const text = model.material.map((it) => it.text).join('\n');
  for (const words of [
    'P-STG-1\nStage stage-1',
    'P-RBK-1\nRollback: revert',
    'Done when:\n- The tests pass.',
    '- Nobody waits',
    'A job is lost',
  ])
    assert.match(text, words);
  assert.not.match(text, 'P-VAL-1');
});

given('of a long plan everything, in blocks that fit into a prompt', () => {
  const long = plan(60);
  const items = itemsOf(long).map((it) => it.id);
  const { material } = voterInputs(withPlan(long), { ...dispatch, findings: items }, 'model');
  assert.ok(material.length > 3);
  assert.ok(material.every((it) => it.text.length < 32_000));
  const text = material.map((it) => it.text).join('\n');
  for (const id of items) assert.match(text, `${id}\n`);
});

given('to a planner of phases: what there is, who is seated, and what may be used', () => {
  const { inputs, material } = runSteps(stepsOf(phasePlanning.ask(state, contributionsTo(state), dispatch, 'model')));
  assert.equal([inputs.skill, inputs.roles], ['phases', ['analyser', 'planner']]);
  assert.equal(inputs.phases, [{ key: 'analysis', kind: 'fan-out', state: 'running' }]);
  assert.ok((inputs.skills as string[]).includes('error-analysis') && !(inputs.skills as string[]).includes('planning'));
  assert.match(material[0]?.text ?? '', 'F-003 · major · refuted · Not so');
});

given('to whoever verifies: the plan of the run that the task names, once it was approved', async () => {
  const context = (it: RunState) => ({ folded: async () => it }) as unknown as EffectContext;
  assert.equal(await approvedPlan(undefined, context(withPlan(plan(), true))), [], 'no plan is named');
  const material = await approvedPlan('r-bbbbbb', context(withPlan(plan(), true)));
  assert.equal(
    material.map((it) => it.title),
    ['The purpose of the plan', 'The approved plan'],
  );
  assert.match(material[1]?.text ?? '', 'P-STP-1.1\nstage-1: GREEN: mend');
  const open = await approvedPlan('r-bbbbbb', context(withPlan(plan())));
  assert.match(open[0]?.text ?? '', 'r-bbbbbb, named by the task, has no approved plan');
});

given.run();

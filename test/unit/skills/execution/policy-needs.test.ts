// What each decision about a stage needs, what is refused where that is missing, and what the decision changes.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Stage } from '../../../../contracts/plan/plan.ts';
import type { PolicyAction } from '../../../../contracts/plan/policy.ts';
import { begun, type StageState } from '../../../../skills/phases/execution/life/stage-state.ts';
import { ACTIONS, DOES, it, part, ruled, type Situation, SPEC, said, stage, turnOf } from './policy-situation.ts';

const matrix = suite('what a decision about a stage needs');

const other = (id: string, more: Partial<StageState> = {}, of: Partial<Stage> = {}): StageState => ({
  ...begun(stage(id, of), 2, 'pending'),
  ...more,
});
const parts = (...stages: Stage[]): PolicyAction => ({ do: 'decompose', stages });
const validator = (more: object): PolicyAction => ({ ...ACTIONS['change-validator'], ...more });
const COMMAND = { kind: 'command-pass', command: 'new' };

const UNMET: [what: string, situation: Situation, action: PolicyAction, why: RegExp][] = [
  ['no retry left', { stages: [it('rejected', { rejections: 2 })] }, ACTIONS.retry, /^it has no retry left \(checks\.retries: 1\)/],
  [
    'an executor that is not there',
    { stages: [it('rejected')] },
    { do: 'change-agent', seat: 'nobody' },
    /^no executor of r-aaaaaa is named nobody.*lazy, able/,
  ],
  ['a seat that is no executor', { stages: [it('rejected')] }, { do: 'change-agent', seat: 'critic' }, /^no executor/],
  ['who has just tried it', { stages: [it('rejected')] }, { do: 'change-agent', seat: 'lazy' }, /^lazy made the last attempt at it/],
  ['a validator that it has not', { stages: [it('rejected')] }, validator({ nth: 2 }), /^it has no validator 2\. It has 1/],
  [
    'a command that nobody defines',
    { stages: [it('rejected')] },
    validator({ to: COMMAND }),
    /^it names the command new, which the plan does not define/,
  ],
  [
    'a command that is there already',
    { stages: [it('rejected')] },
    validator({ to: SPEC, argv: ['true'] }),
    /^the plan defines check already/,
  ],
  ['an argv for what runs nothing', { stages: [it('rejected')] }, validator({ argv: ['true'] }), /^artifact-exists runs no command/],
  [
    'an argv that is a line of a shell',
    { stages: [it('rejected')] },
    validator({ to: COMMAND, argv: ['sh', '-c', 'true'] }),
    /^the command new /,
  ],
  ['files of a stage beside it', { stages: [it('rejected'), other('more')] }, ACTIONS['amend-scope'], /^it cannot have these files: /],
  ['parts with a name that is taken', { stages: [it('rejected'), other('one')] }, ACTIONS.decompose, /^the plan has a stage one already/],
  [
    'parts that touch the same',
    { stages: [it('rejected')] },
    parts(part('one'), part('two', { files: ['it/one'] })),
    /^it cannot be decomposed like this/,
  ],
  [
    'parts in a circle',
    { stages: [it('rejected')] },
    parts(part('one', { dependsOn: ['two'] }), part('two', { dependsOn: ['one'] })),
    /^it cannot be decomposed/,
  ],
  ['a part that nothing proves', { stages: [it('rejected')] }, parts(part('one'), part('two', { validators: [] })), /without a proof/],
  [
    'a part with an unknown command',
    { stages: [it('rejected')] },
    parts(part('one'), part('two', { validators: [{ kind: 'test-pass', command: 'new' }] })),
    /^two names the command new/,
  ],
  [
    'a part on a name that nothing has',
    { stages: [it('rejected')] },
    parts(part('one'), part('two', { dependsOn: ['tow'] })),
    /^two depends on tow, which will not be done/,
  ],
  [
    'a part on the stage itself',
    { stages: [it('rejected')] },
    parts(part('one'), part('two', { dependsOn: ['it'] })),
    /^two depends on it, which will not be done/,
  ],
  ['parts of what joins two others', { stages: [it('rejected')], joins: 'it' }, ACTIONS.decompose, /^it joins stages that conflict/],
  [
    'what depends on a stage that is open',
    { stages: [it('unreachable', {}, { dependsOn: ['b'] }), other('b', { state: 'rejected', left: 'x' })] },
    ACTIONS.retry,
    /^it is unreachable\. Decide about b/,
  ],
];
for (const [what, situation, action, why] of UNMET)
  matrix(`refused, and nothing changes: ${what}`, () => {
    const turn = turnOf(situation);
    const before = JSON.stringify(turn.own);
    assert.match(
      said(() => ruled(turn, action)),
      why,
    );
    assert.is(JSON.stringify(turn.own), before);
  });

const validators = [SPEC, { kind: 'artifact-exists', path: 'it/x' }] as const;
const LOWERING: [what: string, parts: Stage[], why: RegExp][] = [
  ['files that it had not', [part('one', { files: ['else'] }), part('two')], /^one may not change else/],
  ['a wider glob', [part('one', { files: ['**'] }), part('two')], /^one may not change \*\*/],
  ['tests elsewhere', [part('one', { tests: ['else/**'] }), part('two')], /^one may not change else\/\*\*/],
  [
    'a last part without a validator',
    [part('one', { validators: [...validators] }), part('two', { validators: [SPEC] })],
    /^two lacks a validator of it: artifact-exists/,
  ],
  [
    'an exemption',
    [part('one', { tddExemption: 'none', validators: [...validators] }), part('two', { validators: [...validators] })],
    /^one is exempt from proof/,
  ],
];
for (const [what, stages, why] of LOWERING)
  matrix(`an agent that leads lowers no standard by splitting a stage: ${what}`, () => {
    const turn = turnOf({ stages: [it('rejected', {}, { validators: [...validators] })] });
    assert.match(
      said(() => ruled(turn, parts(...stages), 'client')),
      why,
    );
  });

matrix('what it changes: one retry less used with another executor, another validator, more files, what waits', () => {
  const changed = (action: PolicyAction, more: StageState[] = []) => ruled(turnOf({ stages: [it('rejected'), ...more] }), action).own;
  const agent = changed(ACTIONS['change-agent']).stages[0];
  assert.equal([agent?.prefers, agent?.rejections], ['able', 0]);
  assert.equal(changed(ACTIONS['change-validator']).stages[0]?.stage.validators, [ACTIONS['change-validator'].to]);
  const own = changed(validator({ to: COMMAND, argv: ['./new'] }));
  assert.equal(own.planned?.commands.new, ['./new']);
  const same = changed(validator({ to: SPEC, argv: ['./check'] }));
  assert.equal(same.stages[0]?.stage.validators, [SPEC], 'the command as the plan has it');
  assert.equal(changed(ACTIONS['amend-scope']).stages[0]?.stage.files, ['it/**', 'more/**']);
  const waiting = other('b', {}, { dependsOn: ['it'] });
  const dependsOn = (action: PolicyAction, first: Partial<Stage> = {}) =>
    ruled(turnOf({ stages: [it('rejected', {}, first), waiting, other('a')] }), action).own.stages[1]?.stage.dependsOn;
  assert.equal(dependsOn(ACTIONS.skip), []);
  assert.equal(dependsOn(ACTIONS.skip, { dependsOn: ['a'] }), ['a'], 'what it was to build on is still needed');
  assert.equal(dependsOn({ ...ACTIONS.skip, dependents: 'skip' }), ['it']);
  assert.equal(dependsOn(ACTIONS.decompose), ['one', 'two']);
});

matrix('what could not start because of it is considered again, unless it is to be left out as well', () => {
  for (const action of DOES.filter((one) => one !== 'abort')) {
    const left = it('rejected', { left: 'a person left the stage undone' });
    const waits = other('b', { state: 'unreachable' }, { dependsOn: ['it'] });
    const after = (ruling: PolicyAction) =>
      ruled(turnOf({ stages: [left, waits] }), ruling).own.stages.find((one) => one.stage.id === 'b')?.state;
    assert.is(after(ACTIONS[action]), action === 'escalate' ? 'unreachable' : 'pending', action);
    if (action === 'skip') assert.is(after({ ...ACTIONS.skip, dependents: 'skip' }), 'unreachable');
  }
});

matrix('a stage that the plan does not have', () => {
  assert.match(
    said(() => ruled(turnOf({ stages: [it('rejected')] }), ACTIONS.abort, 'person', 'else')),
    /^the plan has no stage else\. Its stages are it/,
  );
});

matrix.run();

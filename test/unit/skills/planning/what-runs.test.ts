// What carrying out a plan runs: setup, what stages are proved by, criteria, the project's own; each argv, with what for.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Plan } from '../../../../contracts/plan/plan.ts';
import { runsText, unseen, whatRuns } from '../../../../skills/phases/plan/what-runs.ts';
import { planOf } from '../../../e2e/execution/execution-fixture.ts';

const test = suite('what a plan runs');

const by = (command: string) => [{ kind: 'test-pass' as const, command }];
const plan = Plan.parse({
  ...planOf(
    [
      { id: 'one', validators: [...by('check'), { kind: 'artifact-exists', path: 'x' }] },
      { id: 'two', validators: [...by('test'), ...by('check'), ...by('nowhere'), ...by('toString')] },
    ],
    { check: ['./check'], spare: ['./spare'], build: ['make', 'mine'] },
  ),
  acceptance: [
    { description: 'x', validator: { kind: 'approval', asks: 'x' } },
    { description: 'y', validator: { kind: 'build-pass', command: 'build' } },
  ],
});
const OWN = { test: ['npm', 'test'], build: ['npm', 'run', 'build'], lint: ['npm', 'run', 'lint'] };

test('is every argv that will run, once, and nothing that will not', () => {
  assert.equal(whatRuns(plan, OWN, [['npm', 'ci']]), [
    { name: 'setup', argv: ['npm', 'ci'], for: ['every place, before anything else'] },
    { name: 'check', argv: ['./check'], for: ['one', 'two'] },
    { name: 'test', argv: ['npm', 'test'], for: ['two'] },
    { name: 'build', argv: ['make', 'mine'], for: ['criterion 2'] },
  ]);
  assert.is(runsText({ name: 'check', argv: ['./check', 'a b'], for: ['one', 'two'] }), 'check: ["./check","a b"] (one, two)');
});

test('counts as seen only if exactly that argv was shown', () => {
  const shown = whatRuns(plan, OWN, [['npm', 'ci']]);
  const setups = [['npm', 'ci'], ['npm', 'ci', '--force'], ['npm ci']];
  assert.equal(unseen(setups, shown), setups.slice(1));
  assert.equal(unseen(setups, undefined), setups);
  assert.equal(unseen([], undefined), []);
});

test.run();

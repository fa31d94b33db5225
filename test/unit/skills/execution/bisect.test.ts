// The search for the stage that breaks a red union: against made-up plans in which it is known which two do not go
// together, and what a search may cost.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Stage } from '../../../../contracts/plan/plan.ts';
import type { UnionCheck } from '../../../../contracts/plan/union.ts';
import { begun, type Executed, NOTHING, type StageState, type Union } from '../../../../skills/phases/execution/life/stage-state.ts';
import { type Search, searchBreak } from '../../../../skills/phases/execution/union/bisect.ts';
import { inOrder } from '../../../../skills/phases/execution/union/order.ts';

const bisect = suite('the search for what breaks a union');

const SPEC = { kind: 'test-pass' as const, command: 'check' };
const HEAD = { commit: 'a'.repeat(40), tree: 'b'.repeat(40) };
const PRINTED = { ms: 1, output: 'c'.repeat(64), shape: 'd'.repeat(64), end: '' };

const stage = (id: string, dependsOn: string[]): StageState => ({
  ...begun(
    Stage.parse({
      id,
      title: id,
      goal: id,
      owner: 'executor',
      dependsOn,
      files: [id],
      steps: [{ action: 'RED: x', detail: 'y' }],
      sliceValue: 'x',
      acceptance: 'x',
      validators: [SPEC],
      exitContract: 'x',
      toolProfile: [],
    }),
    1,
    'verified',
  ),
});

const check = (of: string, code: number): UnionCheck => {
  const ran = { kind: 'exited' as const, code, ...PRINTED };
  return { kind: 'command', stage: of, spec: SPEC, argv: ['check'], ran, again: code === 0 ? null : ran };
};

/** Plays the search to its end, where a union is red if both of a pair are in it. */
function play(stages: readonly StageState[], pair: readonly [string, string], of: string): { found: Search; tries: number } {
  let own: Executed = { ...NOTHING, stages: [...stages] };
  const ask = (ids: readonly string[], kind: Union['of']): Union => {
    const red = pair.every((id) => ids.includes(id));
    const checks = ids.map((id) => check(id, red && id === of ? 1 : 0));
    return {
      n: own.unions.length + 1,
      stages: [...ids],
      of: kind,
      checks: 1,
      proof: { kind: 'merged', head: HEAD, checks },
      criteria: null,
    };
  };
  const whole = ask(
    inOrder(own).map((it) => it.stage.id),
    'all',
  );
  own = { ...own, unions: [whole] };
  for (let tries = 0; ; tries++) {
    const next = searchBreak(own, whole);
    assert.ok(next, 'it is red');
    if (next.kind === 'found') return { found: next, tries };
    assert.ok(next.stages.includes(of), 'what is not in it cannot be asked');
    const needed = stages.filter((it) => next.stages.includes(it.stage.id)).flatMap((it) => it.stage.dependsOn);
    assert.ok(
      needed.every((id) => next.stages.includes(id)),
      `${next.stages} lacks what it was built on`,
    );
    assert.not.ok(
      own.unions.some((it) => it.stages.join() === next.stages.join()),
      'nothing is asked twice',
    );
    own = { ...own, unions: [...own.unions, ask(next.stages, 'some')] };
  }
}

const names = [...'abcdefghij'];
const ALONE = names.map((id) => stage(id, []));

bisect('names the later of every pair as the one that breaks, and the earlier as what it breaks with', () => {
  for (const [at, earlier] of names.entries())
    for (const later of names.slice(at + 1))
      for (const asker of [earlier, later]) {
        const { found, tries } = play(ALONE, [earlier, later], asker);
        assert.equal(found.kind === 'found' && [found.stage, found.with], [later, earlier], `${earlier} ${later} ${asker}`);
        assert.ok(tries <= 16, `${tries} tries`);
      }
});

bisect('tries no stage without what it was built on', () => {
  const chained = [stage('a', []), stage('b', ['a']), stage('c', []), stage('d', ['c']), stage('e', ['d'])];
  const { found } = play(chained, ['b', 'd'], 'b');
  assert.equal(found.kind === 'found' && [found.stage, found.with], ['d', 'b']);
});

bisect('gives up on the pair, but not on the stage, if the search would cost too much', () => {
  const many = Array.from({ length: 60 }, (_, at) => stage(`s${at}`, []));
  const { found, tries } = play(many, ['s3', 's59'], 's59');
  assert.equal(found.kind === 'found' && [found.stage, found.with], ['s59', tries < 16 ? 's3' : null]);
  assert.ok(tries <= 16);
});

bisect('orders stages by dependencies, and does not hang on a cycle', () => {
  const order = (stages: StageState[]) => inOrder({ ...NOTHING, stages }).map((it) => it.stage.id);
  assert.equal(order([stage('b', ['a']), stage('c', ['b']), stage('a', [])]), ['a', 'b', 'c']);
  assert.equal(order([stage('a', ['b']), stage('b', ['a'])]).length, 2);
});

bisect('does not happen if a failure did not recur', () => {
  const own: Executed = { ...NOTHING, stages: [stage('a', [])] };
  const flaky = check('a', 1);
  const ran = { kind: 'exited' as const, code: 0, ...PRINTED };
  const checks = flaky.kind === 'command' ? [{ ...flaky, again: ran }] : [];
  const whole: Union = { n: 1, stages: ['a'], of: 'all', checks: 1, proof: { kind: 'merged', head: HEAD, checks }, criteria: null };
  assert.is(searchBreak(own, whole), undefined);
});

bisect.run();

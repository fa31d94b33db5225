// The outcome of an attempt if the commands alone do not decide it: programs that may be product or judge, lost tests, and silenced
// checks.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Stage } from '../../../../contracts/plan/plan.ts';
import type { CheckRun, StageProof } from '../../../../contracts/plan/proof.ts';
import { judgeSealed, judgeStage } from '../../../../skills/phases/execution/judge-stage.ts';
import { begun, NOTHING, type StageState } from '../../../../skills/phases/execution/life/stage-state.ts';
import { concurrentStages } from '../../../../skills/phases/execution/ready.ts';
import { planOf } from '../../../e2e/execution/execution-fixture.ts';

const judged = suite('the outcome of an attempt');

const ran = (code: number): CheckRun => ({ kind: 'exited', code, ms: 1, output: 'a'.repeat(64), shape: `${code}`.repeat(64), end: 'x' });
const at = { commit: 'a'.repeat(40), tree: 'b'.repeat(40) };
type Spec = 'test-pass' | 'build-pass';

type Codes = [b: number, t: number | null, h: number];

function proofOf([b, t, h]: Codes, more: Partial<StageProof> = {}, kind: Spec = 'test-pass'): StageProof {
  const red = t === null ? b !== 0 : t !== 0;
  return {
    base: at,
    head: at,
    tests: { none: 'x' },
    judges: [],
    environment: [],
    validators: [
      {
        kind: 'command',
        spec: { kind, command: 'check' },
        argv: ['check'],
        base: ran(b),
        tests: t === null ? null : ran(t),
        head: ran(h),
        again: red ? { red: ran(1), green: ran(0) } : null,
      },
    ],
    ...more,
  };
}

function settled(files: string[], codes: Codes, more: Partial<StageProof> = {}, kind: Spec = 'test-pass', of: Partial<Stage> = {}) {
  const proof = proofOf(codes, more, kind);
  const changes = ['cli.mjs', ...(more.judges ?? [])].map((path) => ({ status: 'M', path }));
  const state = {
    stage: { files, ...of },
    sealed: { head: at, changes, outside: [], problems: [] },
    replayed: null,
    proposal: null,
  } as unknown as StageState;
  return judgeStage(state, proof, 'ask');
}

judged('a program that the command runs and the stage names is for a person, and no other attempt would be better', () => {
  const own = settled(['cli.mjs'], [1, 0, 0], { judges: ['cli.mjs'] });
  assert.is(own.as, 'unproved');
  assert.match(own.asks.join(), /shows nothing: the changed test and configuration files alone make it pass/);
  assert.is(settled(['**'], [1, 0, 0], { judges: ['cli.mjs'] }).as, 'rejected', 'a glob names nothing');
  assert.is(settled(['cli.mjs', 'Makefile'], [1, 0, 0], { judges: ['Makefile'] }).as, 'rejected', 'a makefile is no product');
  assert.is(settled(['cli.mjs', 'a.test.mjs'], [1, 0, 0], { judges: ['cli.mjs', 'a.test.mjs'] }).as, 'rejected', 'a test was changed, too');
});

judged('a named file that decides which checks are run is for a person, too', () => {
  const turned = ['package.json: "test": "node --test a.test.mjs"'];
  const named = settled(['package.json'], [0, 1, 0], { judges: ['package.json'], turned });
  assert.is(named.as, 'unproved');
  assert.match(named.asks.join(), /^touches-its-judge: it changed which checks are run.*a\.test\.mjs/);
  assert.is(settled(['**'], [0, 1, 0], { judges: ['package.json'], turned }).asks.length, 1, 'of one that is not named it is said once');
});

judged('lost tests are for a person, whatever proves', () => {
  const lost = settled(['**'], [1, 1, 0], { lostTests: ['a.test.mjs'] });
  assert.equal([lost.as, lost.asks.length], ['unproved', 1]);
  assert.match(lost.asks[0] ?? '', /^loses-tests: .*a\.test\.mjs/);
  assert.is(settled(['**'], [1, 1, 0]).as, 'verified');
});

judged('existing tests that were rewritten are for a person if they may be why a red command is green', () => {
  const rewrittenTests = ['a.test.mjs'];
  const red = settled(['a.test.mjs'], [1, 1, 0], { rewrittenTests });
  assert.is(red.as, 'unproved');
  assert.match(red.asks.join(), /^rewrites-tests: .*a\.test\.mjs/);
  assert.is(settled(['**'], [0, 1, 0], { rewrittenTests }).as, 'verified', 'a new expectation begins with a green command');
});

judged('a change that leaves nothing of a file is for a person, unless a command shows that it had to go', () => {
  const gone = {
    kind: 'files' as const,
    spec: { kind: 'file-changed' as const, globs: ['a.md'] },
    changed: ['a.md'],
    allGone: true as const,
  };
  const emptied = {
    kind: 'artifact' as const,
    spec: { kind: 'artifact-exists' as const, path: 'a.md' },
    is: 'file' as const,
    changed: true,
    emptied: true as const,
  };
  const exempt = (it: typeof gone | typeof emptied, more: StageProof['validators'] = []) =>
    settled(['**'], [1, 1, 0], { validators: [it, ...more] }, 'test-pass', { tddExemption: 'It is prose.' });
  assert.match(exempt(gone).asks.join(), /nothing is left of what was changed: a\.md/);
  assert.is(exempt(gone).as, 'unproved');
  assert.match(exempt(emptied).asks.join(), /it was emptied/);
  assert.is(exempt({ ...gone, allGone: undefined } as never).as, 'verified');
  const [command] = proofOf([1, 1, 0]).validators;
  assert.is(exempt(gone, command ? [command] : []).as, 'verified');
});

judged('work that asks who runs it is for a person, if something proves it', () => {
  const knowsJudge = ['src/a.mjs: process.env.CI'];
  assert.match(settled(['**'], [1, 1, 0], { knowsJudge }).asks.join(), /^knows-its-judge: .*process\.env\.CI/);
  assert.is(settled(['**'], [1, 1, 0], { knowsJudge }).as, 'unproved');
  assert.equal(settled(['**'], [0, 0, 0], { knowsJudge }).asks, []);
});

judged('a check that is told to look away, where that could be why it is green', () => {
  const looksAway = ['src/a.ts: // @ts-ignore'];
  assert.match(settled(['**'], [1, null, 0], { looksAway }).asks.join(), /^silences-its-judge: .*@ts-ignore/);
  assert.match(settled(['**'], [1, 1, 0], { looksAway }, 'build-pass').asks.join(), /^silences-its-judge/);
  assert.is(settled(['**'], [1, 1, 0], { looksAway }).as, 'verified', 'new tests were red, and no linter');
  assert.match(settled(['**'], [1, 1, 0], { ends: ['src/a.mjs: process.exit(0);'] }).asks.join(), /^ends-its-judge/);
});

judged('a file of a stage that may run at the same time, whatever the reason for it', () => {
  const stages = planOf([
    { id: 'one', files: ['a/**'] },
    { id: 'two', files: ['b/**'] },
    { id: 'after', files: ['c/**'], dependsOn: ['one'] },
  ]).stages.map((stage, n) => begun(stage, n + 1, 'verifying'));
  const why = (path: string, reason: boolean, more: Partial<StageState> = {}) => {
    const sealed = { head: at, changes: [{ status: 'M' as const, path }], outside: [path], problems: [] };
    const proposal = { title: 'x', summary: 'x', amend: reason ? [{ path, reason: 'x' }] : [], follows: [] };
    const [first, second, third] = stages as [StageState, StageState, StageState];
    const it = { ...first, sealed, proposal };
    const own = { ...NOTHING, stages: [it, { ...second, ...more }, third] };
    return (['guide', 'ask', 'fence'] as const).map((scope) => judgeSealed(it, scope, concurrentStages(own, it))?.reasons.join() ?? '');
  };
  for (const told of why('b/x', true).slice(0, 2)) assert.match(told, /^Files of two, which may run at the same time, were changed: b\/x/);
  assert.match(why('b/x', true)[2] ?? '', /^Files outside the stage were changed/);
  for (const told of why('b/x', false)) assert.match(told, /^Files outside the stage were changed/);
  assert.equal(why('c/x', true).slice(0, 2), ['', ''], 'what comes after it is not beside it');
  assert.equal(why('d/x', true).slice(0, 2), ['', '']);
  assert.equal(why('b/x', true, { state: 'skipped' }).slice(0, 2), ['', ''], 'who is not done changes nothing');
});

judged.run();

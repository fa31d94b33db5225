// What an attempt comes to where commands alone do not say: programs that may be product or judge, tests that are lost,
// checks that are told to look away.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Ran, StageProof } from '../../../../contracts/plan/proof.ts';
import { judgeStage } from '../../../../skills/phases/execution/judge-stage.ts';
import type { StageState } from '../../../../skills/phases/execution/life/stage-state.ts';

const judged = suite('what an attempt comes to');

const ran = (code: number): Ran => ({ kind: 'exited', code, ms: 1, output: 'a'.repeat(64), shape: `${code}`.repeat(64), end: 'x' });
const at = { commit: 'a'.repeat(40), tree: 'b'.repeat(40) };
type Spec = 'test-pass' | 'build-pass';

function settled(files: string[], [b, t, h]: [number, number | null, number], more: Partial<StageProof> = {}, kind: Spec = 'test-pass') {
  const red = b !== 0 && t !== 0;
  const proof: StageProof = {
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
  const changes = ['cli.mjs', ...(more.judges ?? [])].map((path) => ({ status: 'M', path }));
  const state = {
    stage: { files },
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

judged('lost tests are for a person, whatever proves', () => {
  const lost = settled(['**'], [1, 1, 0], { lostTests: ['a.test.mjs'] });
  assert.equal([lost.as, lost.asks.length], ['unproved', 1]);
  assert.match(lost.asks[0] ?? '', /^loses-tests: .*a\.test\.mjs/);
  assert.is(settled(['**'], [1, 1, 0]).as, 'verified');
});

judged('a check that is told to look away, where that could be why it is green', () => {
  const looksAway = ['src/a.ts: // @ts-ignore'];
  assert.match(settled(['**'], [1, null, 0], { looksAway }).asks.join(), /^silences-its-judge: .*@ts-ignore/);
  assert.match(settled(['**'], [1, 1, 0], { looksAway }, 'build-pass').asks.join(), /^silences-its-judge/);
  assert.is(settled(['**'], [1, 1, 0], { looksAway }).as, 'verified', 'new tests were red, and no linter');
  assert.match(settled(['**'], [1, 1, 0], { ends: ['src/a.mjs: process.exit(0);'] }).asks.join(), /^ends-its-judge/);
});

judged.run();

// The order of PROGRESS lines: prompts and team of every phase that asks somebody, then who started, then how many are
// waited for. Workers that wait for a place are told of after a while.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { progressLines } from '../../../../daemon/projections/progress-lines.ts';
import { bound, prompt, RUN, seat, started, type TestRun } from './test-run.ts';

const test = suite('the order of PROGRESS lines');

const D = [1, 2].map((n) => `${RUN}.d${n}`);
const said = (run: TestRun): string[] =>
  run
    .journal()
    .flatMap(progressLines)
    .map((line) => line.trimEnd().replace(/^.*PROGRESS: /, ''))
    .filter((line) => /^phase-[2-5]/.test(line));

function begins(run: TestRun, dispatch: string): void {
  run.observation(`write-prompt:${dispatch}.1`, prompt(dispatch, 1, 'first'));
  run.observation(`start:${dispatch}.1`, started(dispatch, 1));
}

test('all workers have started before it is reported how many are waited for', () => {
  const run = bound([seat('one'), seat('two')]);
  for (const dispatch of D) begins(run, dispatch);
  assert.equal(said(run), [
    'phase-2-prompts preparing 2 worker prompts',
    'phase-3-team-create team=one,two',
    'phase-4-dispatch worker=one model=none attempt=1',
    'phase-4-dispatch worker=two model=none attempt=1',
    'phase-5-poll pending=2 done=0',
  ]);
});

test('a worker without a place for half a minute is reported too, and again half a minute later', () => {
  const run = bound([seat('one'), seat('two')]);
  begins(run, D[0] ?? '');
  const polls = () => said(run).filter((it) => it.startsWith('phase-5-poll')).length;
  assert.is(polls(), 0);
  assert.is(run.askAgainIn(), 30_000);
  run.pass(29_000).input({ kind: 'tick' });
  assert.is(polls(), 0);
  run.pass(1_000).input({ kind: 'tick' });
  assert.is(polls(), 1);
  assert.is(run.askAgainIn(), 30_000);
  run.pass(30_000).input({ kind: 'tick' });
  assert.is(polls(), 2);
});

test('runs that started waiting at different times report at the same times', () => {
  for (const later of [0, 4_321, 14_999]) {
    const run = bound([seat('one'), seat('two')]);
    begins(run, D[0] ?? '');
    run.pass(30_000 + later).input({ kind: 'tick' });
    assert.is(run.askAgainIn(), 30_000 - later);
  }
});

test('a phase that is no fan-out reports its prompts and its team as well', () => {
  const critic = { key: 'critic', kind: 'critic', mode: 'gaps', expects: { artifact: 'gaps', schema: 'gaps@1' } } as const;
  const run = bound([seat('c', 'command', 'critic')], { phases: [critic] });
  begins(run, D[0] ?? '');
  assert.equal(said(run).slice(0, 3), [
    'phase-2-prompts preparing 1 worker prompts',
    'phase-3-team-create team=c',
    'phase-4-dispatch worker=c model=none attempt=1',
  ]);
});

test.run();

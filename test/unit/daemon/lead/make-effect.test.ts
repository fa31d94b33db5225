// What an effect carries: everything of the run that its performer needs, as plain data.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { USAGE_NONE } from '../../../../contracts/usage.ts';
import { nextRun } from '../../../../daemon/lead/run/next-run.ts';
import { runSteps, stepsOf } from '../../../../runtime/steps.ts';
import type { RunEffect } from '../../../../skills/run/effect.ts';
import { seatsOn } from '../../../../skills/run/workplaces/read-only-tree.ts';
import { ANSWER, file, seen, session } from '../../skills/dispatch/situation.ts';
import { attemptEnded, bound, createRun, prompt, RUN, running, seat, started, type TestRun } from './test-run.ts';

const made = suite('effects as they are started');
const D1 = `${RUN}.d1`;

/** The effect as the loop would make it; asserts that a round trip through JSON does not change it. */
function effect<Kind extends RunEffect['kind']>(run: TestRun, kind: Kind): Extract<RunEffect, { kind: Kind }> {
  const all = nextRun(run.state(), run.now()).wanted.map((it) => runSteps(stepsOf(it.effect())));
  for (const it of all) assert.equal(JSON.parse(JSON.stringify(it)), it, it.kind);
  const one = all.find((it): it is Extract<RunEffect, { kind: Kind }> => it.kind === kind);
  if (!one) throw new Error(`${kind} is not wanted, but ${all.map((it) => it.kind).join(', ')}`);
  return one;
}

made('before the run is admitted: the task, the template, the settings, and the known reason for waiting', () => {
  const run = createRun();
  assert.is(effect(run, 'ask-admission').asked.task.project, '/p');
  run.observation('ask-admission', { kind: 'queued', waitsFor: 'a place' });
  const { asked, told } = effect(run, 'await-admission');
  assert.equal([asked.template.name, told], ['review', 'a place']);
  run.observation('await-admission', { kind: 'admitted' });
  assert.equal(effect(run, 'capture-base').text, run.state().created.text);
});

made('a first start has nothing to continue; a repair has the previous conversation and its own prompt', () => {
  const run = running();
  const look = effect(run, 'look');
  assert.equal([look.provider, look.watch.state], ['command', 'running']);
  run.observation(`look:${D1}.1:running`, {
    kind: 'looked',
    dispatch: D1,
    attempt: 1,
    look: seen({ session: session({ age: 5_000 }), result: file({ ...ANSWER, dispatch: D1, nonce: 'wrong' }, 60_000) }),
  });
  const first = effect(run, 'end');
  assert.equal([first.attempt, first.reason, first.promptBytes, first.earlier], [1, 'wrong-dispatch', 10, []]);
  const usage = { ...USAGE_NONE, source: 'reported' as const, input: 7 };
  run.observation(`end:${D1}.1`, attemptEnded(D1, 1, { session: 'talk-1', usage }));
  run.observation(`write-prompt:${D1}.2`, prompt(D1, 2, 'repair'));
  const again = effect(run, 'start');
  assert.equal(
    [again.attempt, again.as, again.prompt.path, again.resume, again.before?.state, again.workplace],
    [2, 'repair', `/prompts/${D1}.2`, 'talk-1', 'late', null],
  );
  run.observation(`start:${D1}.2`, started(D1, 2));
  run.input({ kind: 'command', command: { kind: 'abort', run: RUN, reason: 'enough' } });
  assert.equal(effect(run, 'end').earlier, [{ session: 'talk-1', usage }]);
});

made('a checkout is made from the base, and the start has its path', () => {
  const run = bound([{ ...seat('one'), workplace: 'checkout' }]);
  const { forced, template } = effect(run, 'seek-result');
  assert.equal([forced, template], [false, run.state().created.template.digest]);
  run.observation(`seek-result:${D1}`, { kind: 'sought', dispatch: D1, sought: null, claims: false, miss: { why: 'first' } });
  const { dispatch, base } = effect(run, 'make-workplace');
  assert.equal([dispatch, base.commit], [D1, 'c'.repeat(40)]);
  const tree = `+${'c'.repeat(12)}`;
  assert.is(effect(run, 'make-workplace').tree, tree, 'which it may be a layer over');
  run.observation(`make-workplace:${D1}`, { kind: 'workplace', dispatch: D1, seat: 'one', path: '/w/one', over: tree });
  assert.equal(seatsOn(run.state(), tree), ['one']);
  run.observation(`write-prompt:${D1}.1`, prompt(D1, 1, 'first'));
  assert.is(effect(run, 'start').workplace, '/w/one');
});

made('the start of an analysis says what its receipt will be about', () => {
  const run = bound([{ ...seat('one'), workplace: 'objects' }]);
  run.observation(`seek-result:${D1}`, { kind: 'sought', dispatch: D1, sought: null, claims: false, miss: { why: 'first' } });
  run.observation(`write-prompt:${D1}.1`, prompt(D1, 1, 'first'));
  assert.equal(effect(run, 'start').scope, run.state().created.task.scope);
});

made('seats of a sandboxed program read one tree, and another one after it was changed', () => {
  const run = bound([{ ...seat('one'), workplace: 'shared' }]);
  run.observation(`seek-result:${D1}`, { kind: 'sought', dispatch: D1, sought: null, claims: false, miss: { why: 'first' } });
  assert.is(effect(run, 'make-workplace').shared, `+${'c'.repeat(12)}`);
  const tell = (workplace: string, patch: string) =>
    run.observation(`make-workplace:${D1}`, { kind: 'violated', violations: [{ workplace, patch: patch.repeat(64), files: ['a.ts'] }] });
  tell('one', 'a');
  assert.is(effect(run, 'make-workplace').shared, `+${'c'.repeat(12)}`);
  tell(`+${'c'.repeat(12)}`, 'b');
  tell(`+${'c'.repeat(12)}`, 'd');
  assert.is(effect(run, 'make-workplace').shared, `+${'c'.repeat(12)}.2`);
  tell(`+${'c'.repeat(12)}.2`, 'e');
  assert.is(effect(run, 'make-workplace').shared, `+${'c'.repeat(12)}.3`);
});

made('the report is composed from the run’s view, and a stub says why there is no more', () => {
  const run = running();
  run.input({ kind: 'command', command: { kind: 'abort', run: RUN, reason: 'enough' } });
  run.observation(`end:${D1}.1`, attemptEnded(D1, 1));
  assert.equal(effect(run, 'clear-workplaces').told, []);
  run.observation('clear-workplaces', { kind: 'violated', violations: [{ workplace: 'one', patch: 'p'.repeat(64), files: ['a.ts'] }] });
  assert.equal(effect(run, 'clear-workplaces').told, [{ workplace: 'one', patch: 'p'.repeat(64) }]);
  run.observation('clear-workplaces', { kind: 'cleared', moved: 0 });
  const { view, stub } = effect(run, 'compose-report');
  assert.equal([view.id, view.reason, stub], [RUN, 'aborted', null]);
  for (let i = 0; i < 3; i++)
    run.observation('compose-report', { kind: 'failed', failure: { code: 'internal', message: `no ${i}`, hint: '' } });
  run.pass(60_000);
  assert.is(effect(run, 'compose-report').stub, 'no 2');
});

made.run();

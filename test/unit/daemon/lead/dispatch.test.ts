// The course of one dispatch in the lead: what is decided about each observation, and which effects are wanted then.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ended, seen, session } from '../../skills/dispatch/situation.ts';
import { answer, attemptEnded, prompt, RUN, running, seat, short, silent, started } from './test-run.ts';

const test = suite('a dispatch');
const D = `${RUN}.d1`;

test('is watched, ended when it is silent, and started again with the same prompt', () => {
  const run = running();
  assert.equal(run.wanted(), [`look:${D}.1:running`]);
  assert.equal(short(run.observation(`look:${D}.1:running`, { kind: 'looked', dispatch: D, attempt: 1, look: silent() })), [
    'attempt.ending silent',
  ]);
  assert.equal(run.wanted(), [`end:${D}.1`]);
  assert.equal(short(run.observation(`end:${D}.1`, attemptEnded(D, 1))), ['attempt.ended silent', 'attempt.starting']);
  assert.equal(run.wanted(), [`start:${D}.2`]);
  const attempts = run.state().dispatches[0]?.attempts;
  assert.equal(
    attempts?.map((it) => [it.kind, it.prompt, it.nonce]),
    [
      ['first', `/prompts/${D}.1`, 'n1'],
      ['redispatch', `/prompts/${D}.1`, 'n1'],
    ],
  );
});

test('is spared when the look before the kill finds its answer', () => {
  const run = running();
  run.observation('look', { kind: 'looked', dispatch: D, attempt: 1, look: silent() });
  const events = run.observation(`end:${D}.1`, { kind: 'looked', dispatch: D, attempt: 1, look: seen({ result: answer(D) }) });
  assert.equal(short(events).slice(0, 2), ['result.accepted', 'dispatch.ended completed']);
  const [it] = run.state().dispatches;
  assert.equal([it?.attempts[0]?.state, it?.accepted?.flags], ['running', ['orphan']]);
  assert.ok(run.wanted().includes(`look:${D}.1:leaving`));
});

test('whose answer is found after the kill has answered', () => {
  const run = running();
  run.observation('look', { kind: 'looked', dispatch: D, attempt: 1, look: silent() });
  const events = run.observation(
    `end:${D}.1`,
    attemptEnded(D, 1, { look: seen({ session: ended({ by: 'stopped' }), result: answer(D) }) }),
  );
  assert.equal(short(events).slice(0, 3), ['result.accepted', 'dispatch.ended completed', 'attempt.ended done']);
  assert.is(run.state().dispatches[0]?.attempts.length, 1);
});

test('is asked to repair its answer with a separate prompt', () => {
  const run = running();
  const wrong = seen({ result: { kind: 'there', bytes: Buffer.from('{"dispatch": 7}'), digest: 'x', unchangedFor: 10_000 } });
  assert.equal(short(run.observation('look', { kind: 'looked', dispatch: D, attempt: 1, look: wrong })), ['attempt.ending result-invalid']);
  assert.equal(short(run.observation(`end:${D}.1`, attemptEnded(D, 1))), ['attempt.ended result-invalid']);
  assert.equal(run.wanted(), [`write-prompt:${D}.2`]);
  assert.equal(short(run.observation(`write-prompt:${D}.2`, prompt(D, 2, 'repair'))), ['prompt.written', 'attempt.starting']);
  assert.is(run.state().dispatches[0]?.attempts[1]?.nonce, 'n2');
});

test('whose earlier attempt had answered after all is not started again', () => {
  const run = running();
  run.observation('look', { kind: 'looked', dispatch: D, attempt: 1, look: silent() });
  run.observation(`end:${D}.1`, attemptEnded(D, 1));
  const look = seen({ session: undefined, result: answer(D) });
  const events = run.observation(`start:${D}.2`, { kind: 'orphan', dispatch: D, attempt: 2, look });
  assert.equal(short(events).slice(0, 3), ['result.accepted', 'dispatch.ended completed', 'attempt.ended cancelled']);
  const [it] = run.state().dispatches;
  assert.equal([it?.accepted?.attempt, it?.accepted?.flags, it?.ended?.status], [1, ['orphan'], 'completed']);
  // What is no answer changes nothing, and the start is simply wanted again.
  const other = running();
  other.observation('look', { kind: 'looked', dispatch: D, attempt: 1, look: silent() });
  other.observation(`end:${D}.1`, attemptEnded(D, 1));
  assert.equal(other.observation(`start:${D}.2`, { kind: 'orphan', dispatch: D, attempt: 2, look: seen() }), []);
  assert.equal(other.wanted(), [`start:${D}.2`]);
});

test('that has failed is completed by a late answer while its phase collects, once', () => {
  const run = running([seat('one'), seat('two')]);
  for (const n of [1, 2]) {
    if (n === 2) run.observation(`start:${D}.2`, started(D, 2));
    run.observation('look', { kind: 'looked', dispatch: D, attempt: n, look: silent() });
    run.observation(`end:${D}.${n}`, attemptEnded(D, n));
  }
  assert.is(run.state().dispatches[0]?.ended?.status, 'timeout');
  assert.ok(run.wanted().includes(`await-late:${D}`));
  const late = { kind: 'late' as const, dispatch: D, attempt: 2, look: seen({ session: undefined, result: answer(D) }) };
  assert.equal(short(run.observation(`await-late:${D}`, late)).slice(0, 2), ['result.accepted', 'dispatch.ended completed']);
  assert.equal(run.state().dispatches[0]?.accepted?.flags, ['late']);
  assert.not.ok(run.wanted().includes(`await-late:${D}`));
  assert.equal(run.observation(`await-late:${D}`, late), [], 'a second one is nobody’s');
});

test('that has failed is not completed after its phase has closed', () => {
  const run = running();
  for (const n of [1, 2]) {
    if (n === 2) run.observation(`start:${D}.2`, started(D, 2));
    run.observation('look', { kind: 'looked', dispatch: D, attempt: n, look: silent() });
    run.observation(`end:${D}.${n}`, attemptEnded(D, n));
  }
  assert.is(run.state().life.kind, 'concluding');
  assert.not.ok(run.wanted().includes(`await-late:${D}`));
  const look = seen({ session: undefined, result: answer(D) });
  assert.equal(run.observation(`await-late:${D}`, { kind: 'late', dispatch: D, attempt: 2, look }), []);
});

test('ends as done, whatever its program says of its end', () => {
  const run = running();
  run.observation('look', { kind: 'looked', dispatch: D, attempt: 1, look: seen({ result: answer(D) }) });
  run.observation('look', { kind: 'looked', dispatch: D, attempt: 1, look: seen({ session: ended() }) });
  const events = run.observation(`end:${D}.1`, attemptEnded(D, 1, { because: { reason: 'quota', detail: 'no more' } }));
  assert.is(short(events)[0], 'attempt.ended done');
});

test('remembers how old its session was when it answered', () => {
  const run = running();
  run.observation('look', {
    kind: 'looked',
    dispatch: D,
    attempt: 1,
    look: seen({ session: session({ age: 4_321 }), result: answer(D) }),
  });
  assert.is(run.state().dispatches[0]?.accepted?.age, 4_321);
});

test('cannot end twice, except by a late answer', () => {
  const run = running();
  const end = (status: 'completed' | 'error'): RunEvent => ({
    type: 'dispatch.ended',
    payload: { dispatch: D, seat: 'one', status, reason: 'x', detail: '' },
  });
  const accepted: RunEvent = {
    type: 'result.accepted',
    payload: { dispatch: D, attempt: 1, seat: 'one', digest: 'a'.repeat(64), bytes: 2, summary: 's', toolCalls: null, flags: [] },
  };
  const fold = (...events: RunEvent[]) => {
    const state = run.state();
    return () => events.reduce((it, event) => evolve(it, event, run.journal().length), state);
  };
  assert.throws(fold(accepted, end('completed'), end('error')), /dispatch\.ended is not possible while the dispatch is completed/);
  assert.throws(fold(end('error'), end('error')), /dispatch\.ended is not possible while the dispatch is failed/);
  assert.throws(fold(end('error'), end('completed')), /dispatch\.ended is not possible while the dispatch is failed/);
  assert.not.throws(fold(end('error'), accepted, end('completed')));
});

test.run();

import { evolveRun } from '../../../../daemon/lead/run/evolve-run.ts';
import type { RunEvent } from '../../../../skills/phases/events.ts';
import type { RunState } from '../../../../skills/run/state.ts';

function evolve(state: RunState, event: RunEvent, seq: number): RunState {
  return evolveRun(state, {
    v: 1,
    stream: `run/${RUN}`,
    seq: seq + 1,
    at: '2026-01-01T00:00:00.000Z',
    actor: { kind: 'lead' },
    commandId: 'told',
    ...event,
    prev: '',
    digest: '',
  });
}

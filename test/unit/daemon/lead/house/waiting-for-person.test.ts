// A run that waits for a person and nothing else holds no place under `maxConcurrentRuns`; one that has work to do does.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { waitsOnlyForPerson } from '../../../../../skills/run/waiting-for-person.ts';
import { attemptEnded, RUN, running } from '../test-run.ts';

const test = suite('a run that waits for a person');
const D1 = `${RUN}.d1`;

test('rests while it is paused, once its workers have ended, until it goes on', () => {
  const run = running();
  assert.is(waitsOnlyForPerson(run.state()), false, 'it works');
  run.input({ kind: 'command', command: { kind: 'pause', run: RUN, reason: 'lunch' } });
  assert.is(waitsOnlyForPerson(run.state()), false, 'its worker works on');
  const session = { ...run.state(), dispatches: run.state().dispatches.map((it) => ({ ...it, attempts: it.attempts.map(ended) })) };
  assert.is(waitsOnlyForPerson(session), true, 'nobody works');
  assert.is(waitsOnlyForPerson({ ...session, paused: null }), false);
});

test('does not rest while it ends, or has ended', () => {
  const run = running();
  run.input({ kind: 'command', command: { kind: 'abort', run: RUN, reason: 'enough' } });
  assert.is(waitsOnlyForPerson(run.state()), false);
  run.observation(`end:${D1}.1`, attemptEnded(D1, 1));
  assert.is(waitsOnlyForPerson(run.state()), false);
});

const ended = <It extends { state: string }>(it: It): It => ({ ...it, state: 'ended' });

test.run();

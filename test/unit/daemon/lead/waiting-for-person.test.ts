// A run that waits for a person and nothing else holds no place under `maxConcurrentRuns`; one that has work to do does.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { waitsOnlyForPerson } from '../../../../skills/run/waiting-for-person.ts';
import { over, RUN, running } from './story.ts';

const test = suite('a run that waits for a person');
const D1 = `${RUN}.d1`;

test('rests while it is paused, once its workers have ended, until it goes on', () => {
  const story = running();
  assert.is(waitsOnlyForPerson(story.state()), false, 'it works');
  story.input({ kind: 'command', command: { kind: 'pause', run: RUN, reason: 'lunch' } });
  assert.is(waitsOnlyForPerson(story.state()), false, 'its worker works on');
  const session = { ...story.state(), dispatches: story.state().dispatches.map((it) => ({ ...it, attempts: it.attempts.map(ended) })) };
  assert.is(waitsOnlyForPerson(session), true, 'nobody works');
  assert.is(waitsOnlyForPerson({ ...session, paused: null }), false);
});

test('does not rest while it ends, or has ended', () => {
  const story = running();
  story.input({ kind: 'command', command: { kind: 'abort', run: RUN, reason: 'enough' } });
  assert.is(waitsOnlyForPerson(story.state()), false);
  story.observation(`end:${D1}.1`, over(D1, 1));
  assert.is(waitsOnlyForPerson(story.state()), false);
});

const ended = <It extends { state: string }>(it: It): It => ({ ...it, state: 'ended' });

test.run();

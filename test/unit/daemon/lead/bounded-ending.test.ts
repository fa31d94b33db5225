// The end of a run is reached whatever fails on the way: what cannot be done after many tries is left undone, and said.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunEvent } from '../../../../skills/phases/events.ts';
import type { RunObservation } from '../../../../skills/run/effect.ts';
import { RUN, running, type Story, seat, short, silent } from './story.ts';

const test = suite('the end of a run whose');
const D = `${RUN}.d1`;

const failing = (code: string): RunObservation => ({ kind: 'failed', failure: { code, message: 'it is in the way', hint: '' } });

/** Fails an effect until the run decides something else of it, at most so often. */
function failed(story: Story, key: string, most: number, code = 'EEXIST'): RunEvent[] {
  for (let tries = 1; tries <= most; tries++) {
    assert.ok(story.pass(61_000).wanted().includes(key), `${key} is tried, for the ${tries}th time`);
    const events = story.observation(key, failing(code)).filter((it) => it.type !== 'effect.failed' && it.type !== 'poll.reported');
    if (events.length > 0) return events;
  }
  return [];
}

function aborted(story: Story = running()): Story {
  story.input({ kind: 'command', command: { kind: 'abort', run: RUN, reason: 'enough' } });
  return story;
}

function workless(): Story {
  const story = aborted();
  failed(story, `end:${D}.1`, 6);
  return story;
}

test('session cannot be ended: the attempt counts as ended, and nothing is started beside it', () => {
  const story = aborted();
  const events = failed(story, `end:${D}.1`, 6);
  assert.equal(short(events), ['attempt.ended cancelled', 'dispatch.ended cancelled', 'phase.ended the run concluded: aborted']);
  assert.equal([story.state().dispatches[0]?.attempts[0]?.end?.gone], [false]);
  assert.equal(story.wanted(), ['clear-workplaces']);
});

test('silent worker cannot be ended: it is given up, because it may still be there', () => {
  const story = running([seat('one'), seat('two')]);
  story.observation('look', { kind: 'looked', dispatch: D, attempt: 1, look: silent() });
  assert.equal(short(failed(story, `end:${D}.1`, 6)), ['attempt.ended silent', 'dispatch.ended timeout']);
});

test('worker cannot be looked at: it counts as lost', () => {
  const story = running();
  assert.equal(short(failed(story, `look:${D}.1:running`, 6, 'host-unreachable')), ['attempt.ending host-lost']);
});

test('workers cannot be examined for lack of descriptors: it waits', () => {
  const story = running();
  for (let tries = 0; tries < 8; tries++) assert.equal(failed(story, `look:${D}.1:running`, 1, 'EMFILE'), []);
});

test('checkouts cannot be cleared away says so and goes on to its report', () => {
  const story = workless();
  assert.equal(short(failed(story, 'clear-workplaces', 6)), ['note.added', 'run.cleared']);
  assert.match(story.state().notes.at(-1)?.text ?? '', /could not be removed.*it is in the way/);
  assert.equal(story.wanted(), ['compose-report']);
});

test('report cannot be written records its contents for a later daemon to write', () => {
  const story = workless();
  failed(story, 'clear-workplaces', 6);
  assert.equal(failed(story, 'compose-report', 6), []);
  assert.equal(order(story), { stub: 'it is in the way', write: false });
});

test('disk is full waits for space', () => {
  const story = workless();
  failed(story, 'clear-workplaces', 6);
  assert.equal(failed(story, 'compose-report', 12, 'ENOSPC'), []);
  assert.equal(order(story), { stub: 'it is in the way', write: true });
});

function order(story: Story): { stub: string | null; write: boolean } | undefined {
  const effect = story.pass(61_000).effect('compose-report');
  return effect?.kind === 'compose-report' ? { stub: effect.stub, write: effect.write } : undefined;
}

test.run();

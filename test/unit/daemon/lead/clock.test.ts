// The run's working time: what it leaves out, and what a jump of the time of day does to it.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { driftFrom } from '../../../../daemon/lead/drift.ts';
import { workedFor } from '../../../../skills/run/clock.ts';
import { RUN, running, short, tell } from './story.ts';

const test = suite('the clock of a run');
const MINUTE = 60_000;
const worked = (story: ReturnType<typeof running>) => workedFor(story.state(), story.now());
const concluded = (story: ReturnType<typeof running>) =>
  short(story.input({ kind: 'tick' })).some((it) => it === 'run.concluding deadline');

test('counts from its admission to its deadline', () => {
  const story = running();
  assert.is(story.askAgainIn() <= 10 * MINUTE, true);
  story.pass(10 * MINUTE - 1);
  assert.is(concluded(story), false);
  story.pass(1);
  assert.is(concluded(story), true);
});

test('stands still while the run is paused', () => {
  const story = running().pass(MINUTE);
  story.input({ kind: 'command', command: { kind: 'pause', run: RUN, reason: 'lunch' } });
  story.pass(60 * MINUTE);
  assert.is(worked(story), MINUTE);
  story.input({ kind: 'command', command: { kind: 'resume', run: RUN } });
  story.pass(MINUTE);
  assert.is(worked(story), 2 * MINUTE);
});

test('leaves out the time in which the machine slept', () => {
  const story = running().pass(MINUTE);
  story.pass(8 * 60 * MINUTE);
  assert.equal(short(story.input({ kind: 'jumped', by: 8 * 60 * MINUTE })).slice(0, 1), ['clock.jumped']);
  assert.is(worked(story), MINUTE);
  story.pass(MINUTE);
  assert.is(worked(story), 2 * MINUTE);
  assert.is(concluded(story), false);
});

test('is not affected when somebody sets the clock back', () => {
  const story = running().pass(5 * MINUTE);
  story.pass(-60 * MINUTE);
  story.input({ kind: 'jumped', by: -60 * MINUTE });
  assert.is(worked(story), 5 * MINUTE);
  story.pass(5 * MINUTE);
  assert.is(concluded(story), true);
});

test('leaves out the time in which nobody led the run, if it is more than a moment', () => {
  const story = running().pass(MINUTE);
  story.input({ kind: 'tick' });
  const restarted = (gap: number) => {
    const again = running().pass(MINUTE);
    again.input({ kind: 'tick' });
    again.pass(gap);
    return { events: short(again.input({ kind: 'opened', alone: gap })), worked: worked(again) };
  };
  assert.equal(restarted(30_000), { events: ['poll.reported'], worked: MINUTE + 30_000 });
  assert.is(restarted(9 * 60 * MINUTE).worked, MINUTE);
  assert.is(restarted(9 * 60 * MINUTE).events[0], 'clock.jumped no-lead'.split(' ')[0]);
});

test('leaves it out even if somebody else wrote before the next daemon took over', () => {
  const again = running().pass(MINUTE);
  again.input({ kind: 'tick' });
  again.pass(9 * 60 * MINUTE).input({ kind: 'command', command: { kind: 'note', run: RUN, text: 'in between' } });
  again.input({ kind: 'opened', alone: 9 * 60 * MINUTE });
  assert.is(worked(again), MINUTE);
});

test('that is stopped has nothing to correct', () => {
  const story = tell();
  assert.equal(story.input({ kind: 'jumped', by: MINUTE }), []);
  assert.equal(story.pass(9 * MINUTE).input({ kind: 'opened', alone: 9 * MINUTE }), []);
});

test('is corrected once for a jump, and for small ones when they have added up', () => {
  const drift = driftFrom(1_000_000, 0);
  assert.is(drift(1_005_000, 5_000), 0);
  assert.is(drift(1_066_000, 6_000), 60_000);
  assert.is(drift(1_067_000, 7_000), 0);
  assert.is(drift(1_068_500, 8_000), 0, 'half a second');
  assert.is(drift(1_071_000, 9_000), 2_000, 'and another one and a half');
  assert.is(drift(1_000_000, 10_000), -72_000);
  assert.is(drift(1_001_000, 11_000), 0);
});

test.run();

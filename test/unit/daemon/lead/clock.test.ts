// The run's working time: what does not count, and the effect of a jump of the time of day.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { driftFrom } from '../../../../daemon/lead/drift.ts';
import { workedFor } from '../../../../skills/run/clock.ts';
import { createRun, RUN, running, short } from './test-run.ts';

const test = suite('the clock of a run');
const MINUTE = 60_000;
const worked = (run: ReturnType<typeof running>) => workedFor(run.state(), run.now());
const concluded = (run: ReturnType<typeof running>) => short(run.input({ kind: 'tick' })).some((it) => it === 'run.concluding deadline');

test('counts from its admission to its deadline', () => {
  const run = running();
  assert.is(run.askAgainIn() <= 10 * MINUTE, true);
  run.pass(10 * MINUTE - 1);
  assert.is(concluded(run), false);
  run.pass(1);
  assert.is(concluded(run), true);
});

test('stands still while the run is paused', () => {
  const run = running().pass(MINUTE);
  run.input({ kind: 'command', command: { kind: 'pause', run: RUN, reason: 'lunch' } });
  run.pass(60 * MINUTE);
  assert.is(worked(run), MINUTE);
  run.input({ kind: 'command', command: { kind: 'resume', run: RUN } });
  run.pass(MINUTE);
  assert.is(worked(run), 2 * MINUTE);
});

test('leaves out the time in which the machine slept', () => {
  const run = running().pass(MINUTE);
  run.pass(8 * 60 * MINUTE);
  assert.equal(short(run.input({ kind: 'jumped', by: 8 * 60 * MINUTE })).slice(0, 1), ['clock.jumped']);
  assert.is(worked(run), MINUTE);
  run.pass(MINUTE);
  assert.is(worked(run), 2 * MINUTE);
  assert.is(concluded(run), false);
});

test('is not affected when somebody sets the clock back', () => {
  const run = running().pass(5 * MINUTE);
  run.pass(-60 * MINUTE);
  run.input({ kind: 'jumped', by: -60 * MINUTE });
  assert.is(worked(run), 5 * MINUTE);
  run.pass(5 * MINUTE);
  assert.is(concluded(run), true);
});

test('leaves out the time in which nobody led the run, if it is more than a moment', () => {
  const run = running().pass(MINUTE);
  run.input({ kind: 'tick' });
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
  const run = createRun();
  assert.equal(run.input({ kind: 'jumped', by: MINUTE }), []);
  assert.equal(run.pass(9 * MINUTE).input({ kind: 'opened', alone: 9 * MINUTE }), []);
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

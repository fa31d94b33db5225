// Slow but healthy workers: each is silent in its own way for more than half of the allowed time, again and again, and none is ended.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DaemonFixture, openDaemonFixture } from '../daemon-fixture.ts';
import { attemptEventsOf, outcomeOf, seatWorkers, startRun } from '../scripted-workers.ts';

/** Pauses stay well below the limit: the machine may be busy with other things as well. */
const QUIET = 8_000;
const COMPANY = {
  bursts: { worker: 'bursts.mjs', args: ['4500', '3'] },
  beats: { worker: 'beats-only.mjs', args: ['4500', '3'] },
  tool: { worker: 'long-tool-call.mjs', args: ['12'] },
  skewed: { worker: 'skewed-clock.mjs', args: ['12'] },
  half: { worker: 'half-for-a-while.mjs' },
};

const test = suite<{ fixture: DaemonFixture }>('a slow worker');

test.before.each((context) => {
  context.fixture = openDaemonFixture();
});
test.after.each(async ({ fixture }) => fixture.clear());

test('that prints, sends heartbeats, has a busy tool, or has a wrong clock is never ended', async ({ fixture }) => {
  seatWorkers(fixture, COMPANY, { quiet: QUIET, busy: 60_000 });
  await fixture.up();
  const run = await startRun(fixture, COMPANY);
  const view = await fixture.ended(run);
  const events = await fixture.events(run);
  for (const seat of Object.keys(COMPANY)) {
    assert.equal(outcomeOf(view, seat), { attempts: ['first done'], status: 'completed', reason: 'done', flags: [] }, seat);
    assert.is(attemptEventsOf(events, seat).at(-1), 'attempt.ended done');
  }
});

test.run();

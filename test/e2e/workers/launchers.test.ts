// Workers whose program exits and leaves the work to a process in the background.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DaemonFixture, openDaemonFixture } from '../daemon-fixture.ts';
import { lastAttempt, outcomeOf, seatWorkers, startRun } from '../scripted-workers.ts';

const COMPANY = {
  good: { worker: 'reviews.mjs' },
  launcher: { worker: 'launches.mjs' },
  failing: { worker: 'launches.mjs', args: ['1'] },
};

const test = suite('a program that leaves its work to a process in the background');
let fixture: DaemonFixture;
test.before.each(() => {
  fixture = openDaemonFixture();
});
test.after.each(async () => fixture.clear());

test('is waited for if it exits well; if it fails, what it left is ended, and the reason says so', async () => {
  seatWorkers(fixture, COMPANY);
  await fixture.up();
  const view = await fixture.ended(await startRun(fixture, COMPANY), 120_000);

  assert.equal(outcomeOf(view, 'launcher'), { attempts: ['first done'], status: 'completed', reason: 'done', flags: [] });
  assert.is(lastAttempt(view, 'launcher')?.end?.by, 'exit');

  const once = 'exit-without-result';
  assert.equal(outcomeOf(view, 'failing').attempts, [`first ${once}`, `redispatch ${once}`]);
  assert.match(
    lastAttempt(view, 'failing')?.detail ?? '',
    /^exited with 1 without a result; processes that it left behind and that were ended: [12]$/,
  );
});

test.run();

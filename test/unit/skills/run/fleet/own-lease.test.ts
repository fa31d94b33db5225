// The time that a host gives a worker of its own is less than that for which its lead waits, and a number that a session takes.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ownLease } from '../../../../../skills/run/fleet/own-lease.ts';

const test = suite('the lease that a host keeps itself');

test('leaves time for the worker to end, within bounds', () => {
  assert.is(ownLease(30_000, 1_000), 24_000);
  assert.is(ownLease(30_000, 9_000), 21_000);
  assert.is(ownLease(30_000, 25_000), 18_000);
});

test('is whole for each lease and grace', () => {
  for (let lease = 1; lease <= 120; lease++)
    for (let grace = 0; grace <= 30_000; grace += 500)
      assert.ok(Number.isInteger(ownLease(lease * 1_000, grace)), `${lease} s, ${grace} ms`);
});

test.run();

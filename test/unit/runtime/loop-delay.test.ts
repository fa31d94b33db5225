// How long a process was busy with one thing, measured without a timer.

import { setImmediate as turn } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { measureLoop } from '../../../runtime/loop-delay.ts';

const test = suite('the delay of the loop');

test('is zero before the first turn, and includes the longest one', async () => {
  const measured = measureLoop();
  if (!measured) throw new Error('this Node cannot measure turns');
  for (let turns = measured().turns; measured().turns < turns + 3; ) await turn();
  const before = measured();
  await turn();
  for (const until = performance.now() + 60; performance.now() < until; );
  for (let turns = measured().turns; measured().turns < turns + 2; ) await turn();
  const after = measured();
  assert.ok(after.turns > before.turns);
  assert.ok(after.longest >= 60, `it was busy for 60 ms, and it says ${after.longest}`);
  assert.ok(after.p99 <= after.longest);
});

test.run();

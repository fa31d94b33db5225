// What the bench says that a process has cost is never less than nothing, whatever ended between two looks.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CostSnapshot, costsBetween, lookAt } from '../../../bench/support/peers/process-costs.ts';

const costs = suite('what a process has cost');

const look = (wakeUps: number, ...threads: [number, number][]): CostSnapshot => ({ threads: new Map(threads), wakeUps });

costs('is what its threads have spent since they were last seen', () => {
  const between = costsBetween(look(3, [1, 1e6], [2, 5e6]), look(10, [1, 3e6], [2, 5e6], [3, 4e6]));
  assert.equal(between, { cpu: 6, wakeUps: 7 });
});

costs('counts an ended thread by its last look, and one with a reused id as new', () => {
  assert.is(costsBetween(look(0, [1, 1e6], [2, 9e6]), look(0, [1, 2e6])).cpu, 1);
  assert.is(costsBetween(look(0, [1, 1e6], [2, 9e6]), look(0, [1, 1e6], [2, 2e6])).cpu, 2);
});

costs('does not grow for a process that ended', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1e6); console.log(1)'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  const before = lookAt(child.pid ?? 0);
  assert.ok((before?.threads.size ?? 0) > 1);
  child.kill('SIGKILL');
  await once(child, 'close');
  assert.is(lookAt(child.pid ?? 0), undefined);
  assert.equal(costsBetween(before, lookAt(child.pid ?? 0)), { cpu: 0, wakeUps: 0 });
});

costs.run();

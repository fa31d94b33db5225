// Long computations in steps: the result is the same as without steps, and other work gets its turn in between.

import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inSlices } from '../../../runtime/slices.ts';
import { isSteps, mapSteps, runSteps, type Steps, sortSteps, stepsOf } from '../../../runtime/steps.ts';

const test = suite('steps');

test('sort like toSorted, and stably', () => {
  const items = fc.array(fc.record({ rank: fc.nat(20), at: fc.nat() }), { maxLength: 2_000 });
  const byRank = (a: { rank: number }, b: { rank: number }): number => a.rank - b.rank;
  fc.assert(fc.property(items, (all) => assert.equal(runSteps(sortSteps(all, byRank)), all.toSorted(byRank))));
  assert.equal(runSteps(sortSteps([], byRank)), []);
});

test('map one item in each step', () => {
  const count = <T>(steps: Steps<T>): [number, T] => {
    for (let stops = 0; ; stops++) {
      const step = steps.next();
      if (step.done) return [stops, step.value];
    }
  };
  assert.equal(count(mapSteps([1, 2, 3], (it) => it * 2)), [3, [2, 4, 6]]);
  assert.equal(count(stepsOf('at once')), [0, 'at once']);
  assert.not(isSteps(null));
  assert.not(isSteps({ next: 1 }));
  assert.ok(isSteps(stepsOf(1)));
});

test('in slices let everything else have its turn, and give the same result', async () => {
  let others = 0;
  let over = false;
  const waiting = (async () => {
    for (; !over; await turn()) others += 1;
  })();
  /** Each step takes about a millisecond. */
  const busy = function* (): Steps<string> {
    for (let step = 0; step < 60; step++) {
      for (const until = performance.now() + 1; performance.now() < until; );
      yield;
    }
    return `${others} others`;
  };
  const said = await inSlices(busy());
  over = true;
  await waiting;
  assert.ok(Number.parseInt(said, 10) >= 2, `only ${said} had a turn before the end`);
  const failing = function* (): Steps<never> {
    yield;
    throw new Error('broken');
  };
  assert.is(await inSlices(failing()).catch((error: Error) => error.message), 'broken');
});

test('that start in one turn share one slice of it', async () => {
  const done = [0, 0, 0];
  const counted = function* (which: number): Steps<number> {
    for (let step = 0; step < 20; step++) {
      for (const until = performance.now() + 1; performance.now() < until; );
      done[which] = step + 1;
      yield;
    }
    return which;
  };
  // The slice of the test before may still count as taken.
  await turn();
  const all = Promise.all(done.map((_, which) => inSlices(counted(which))));
  assert.ok((done[0] ?? 0) > 0, 'the first begins at once');
  assert.equal(done.slice(1), [0, 0]);
  await turn();
  assert.equal(await all, [0, 1, 2]);
  assert.equal(done, [20, 20, 20]);
});

test.run();

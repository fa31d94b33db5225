// In which order checkouts are made: the first one alone, then two at a time as they were asked for.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inOrder } from '../../../../../runtime/workspace/checkout/in-order.ts';

const test = suite('checkouts of a run');

/** Makes that end when they are told to. */
function makes(of: string, count: number) {
  const begun: number[] = [];
  const ends = Array.from({ length: count }, () => Promise.withResolvers<void>());
  const all = ends.map(({ promise }, n) =>
    inOrder(of, async () => {
      begun.push(n);
      await promise;
    }),
  );
  return {
    begun,
    all,
    async end(n: number, how: 'made' | 'failed' = 'made') {
      if (how === 'made') ends[n]?.resolve();
      else ends[n]?.reject(new Error('the disk is full'));
      await all[n]?.catch(() => undefined);
    },
  };
}

test('are made first one alone, then two at a time, first come first served', async () => {
  const { begun, all, end } = makes('a', 5);
  assert.equal(begun, [0], 'the first worker does not share the disk with the others');
  await end(0);
  assert.equal(begun, [0, 1, 2]);
  await end(2);
  assert.equal(begun, [0, 1, 2, 3]);
  await end(1);
  await end(3);
  await end(4);
  await Promise.all(all);
  assert.equal(begun, [0, 1, 2, 3, 4]);
});

test('continue when one of them fails, and do not wait for those of another run', async () => {
  const one = makes('a', 3);
  const other = makes('b', 1);
  assert.equal(other.begun, [0]);
  await one.end(0, 'failed');
  assert.equal(one.begun, [0, 1, 2]);
  await one.end(1);
  await one.end(2);
  await other.end(0);
  await Promise.allSettled([...one.all, ...other.all]);
});

test.run();

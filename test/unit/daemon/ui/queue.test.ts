// The last request wins, however long earlier ones take.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeQueue } from '../../../../daemon/ui/live/queue.ts';

const turns = suite('work in turn');

turns('is done in the order in which it was asked for, also after a failure', async () => {
  const turn = makeQueue();
  const done: string[] = [];
  const slow = Promise.withResolvers<void>();
  const first = turn(async () => {
    await slow.promise;
    done.push('on');
    return 1;
  });
  const second = turn(async () => {
    done.push('fails');
    throw new Error('not there');
  }).catch((error: unknown) => (error as Error).message);
  const third = turn(async () => void done.push('off'));
  for (let n = 0; n < 20; n++) await Promise.resolve();
  assert.equal(done, []);
  slow.resolve();
  assert.equal(await Promise.all([first, second, third]), [1, 'not there', undefined]);
  assert.equal(done, ['on', 'fails', 'off']);
});

turns.run();

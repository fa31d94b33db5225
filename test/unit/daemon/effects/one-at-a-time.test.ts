// If two find out at the same moment that nobody works on a key, one of them may work and the other is told so.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { oneAtATime } from '../../../../daemon/effects/reuse/one-at-a-time.ts';
import type { MusterLedger } from '../../../../skills/events.ts';

test('a turn belongs to one owner until that one leaves it', () => {
  const ledger = {} as MusterLedger;
  const [one, other] = [oneAtATime(ledger), oneAtATime(ledger)];
  assert.ok(one.take('k', 'a'));
  assert.not(other.take('k', 'b'));
  assert.ok(one.take('k', 'a'), 'asked twice is asked once');
  other.leave('k', 'b');
  assert.is(other.of('k'), 'a', 'nobody leaves for another');
  other.leave('k', 'a');
  assert.ok(other.take('k', 'b'));
  assert.is(oneAtATime({} as MusterLedger).of('k'), undefined, 'each ledger has its own');
});

test.run();

// When the house tries again what failed.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HouseEvent } from '../../../../../contracts/house-event.ts';
import { timestamp } from '../../../../../contracts/time.ts';
import { nextHouse } from '../../../../../daemon/lead/house/decide-house.ts';
import { EMPTY_HOUSE, evolveHouse } from '../../../../../daemon/lead/house/house-state.ts';

const house = suite('a house whose effect failed');
const AT = Date.UTC(2026, 10, 21);
const HOUR = 3_600_000;

const told: HouseEvent[] = [
  { type: 'admission.asked', payload: { run: 'r-aaaaaa' } },
  { type: 'admission.granted', payload: { run: 'r-aaaaaa' } },
  { type: 'effect.failed', payload: { key: 'await-end:r-aaaaaa', try: 1, retryAt: timestamp(AT + 1_000), code: 'EMFILE', message: 'no' } },
];
const state = told.reduce(
  (it, event, i) =>
    evolveHouse(it, {
      v: 1,
      stream: 'house',
      seq: i + 1,
      at: timestamp(AT),
      actor: { kind: 'house' },
      commandId: 'told',
      ...event,
      prev: '',
      digest: '',
    }),
  EMPTY_HOUSE,
);
const wanted = (now: number): string[] => nextHouse(state, now).wanted.map((it) => it.key);

house('waits before it tries again', () => {
  assert.equal(wanted(AT), []);
  assert.is(nextHouse(state, AT).askAgainAt, AT + 1_000);
  assert.equal(wanted(AT + 1_000), ['await-end:r-aaaaaa']);
});

house('does not wait for hours because somebody set the clock back', () => {
  assert.equal(wanted(AT - 5 * HOUR), ['await-end:r-aaaaaa']);
});
house.run();

// Age, held and released, on a clock of our own.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { awakeTime } from '../../../../runtime/sessions/host/session/measure/awake-time.ts';

const time = suite('a session’s age');

time('stands still while held, however often hold is called', () => {
  let now = 1000;
  const age = awakeTime(() => now);
  now = 1500;
  assert.is(age.age(), 500);
  age.hold(true);
  now = 9000;
  age.hold(true);
  assert.is(age.age(), 500);
  assert.is(age.held(), true);
  age.hold(false);
  now = 9100;
  age.hold(false);
  assert.is(age.age(), 600);
  assert.is(age.held(), false);
});

time.run();

// Why an attempt ended: what the lead saw, what the program says about its end, and its last line if it says nothing.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { AttemptReason } from '../../../../contracts/work/dispatch.ts';
import { endReason } from '../../../../skills/dispatch/end-reason.ts';

const test = suite('why an attempt ended');

const LINE = 'You have hit your usage limit. Try again at 3 PM.';
const known = (reason: AttemptReason, detail = 'exited with 1 without a result') => ({ reason, detail });

for (const reason of ['exit-without-result', 'silent', 'deadline'] as const) {
  test(`names the last line of a program that ended as ${reason}`, () => {
    assert.equal(endReason(known(reason), null, LINE), {
      reason,
      detail: `exited with 1 without a result; its last line: “${LINE}”`,
    });
    assert.equal(endReason(known(reason), null, undefined), known(reason));
  });
}

for (const reason of ['result-invalid', 'wrong-dispatch', 'cancelled', 'spawn-failed', 'host-lost'] as const) {
  test(`does not let a last line explain ${reason}`, () => {
    assert.equal(endReason(known(reason, 'x'), null, LINE), known(reason, 'x'));
  });
}

test('prefers what the program says about its end in a known form', () => {
  const said = { reason: 'auth', detail: 'log in again' } as const;
  assert.equal(endReason(known('exit-without-result'), said, LINE), said);
  assert.equal(endReason(known('deadline', 'no result after 60 s'), { ...said, reason: 'refused-permission' }, LINE).reason, 'deadline');
});

test('leaves out a line for which there is no room', () => {
  const long = known('silent', 'x'.repeat(3_990));
  assert.equal(endReason(long, null, LINE), long);
});

test.run();

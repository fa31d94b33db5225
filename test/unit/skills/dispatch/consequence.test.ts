// What follows each end of an attempt, and how often. The table of the contract, spelled out.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ATTEMPT_REASONS, type AttemptKind, type AttemptReason } from '../../../../contracts/work/dispatch.ts';
import { consequenceOf, type PastAttempt } from '../../../../skills/dispatch/consequence.ts';
import { heldUntil, MOST_HOLDS } from '../../../../skills/dispatch/quota.ts';

const test = suite('after an attempt');

const past = (...attempts: `${AttemptKind} ${AttemptReason}`[]): PastAttempt[] =>
  attempts.map((it) => {
    const [kind, reason] = it.split(' ') as [AttemptKind, AttemptReason];
    return { kind, reason, gone: true };
  });

function said(attempts: readonly PastAttempt[]): string {
  const next = consequenceOf(attempts);
  return next.kind === 'again' ? `again ${next.as}` : next.kind === 'give-up' ? `give up ${next.reason}` : next.kind;
}

const FIRST: Record<AttemptReason, string> = {
  'done': 'complete',
  'result-invalid': 'again repair',
  'wrong-dispatch': 'again repair',
  'refused-permission': 'again repair',
  'exit-without-result': 'again redispatch',
  'silent': 'again redispatch',
  'deadline': 'again redispatch',
  'spawn-failed': 'again redispatch',
  'host-lost': 'again redispatch',
  'result-refused': 'give up result-refused',
  'context-overflow': 'give up context-overflow',
  'auth': 'give up auth',
  'config': 'give up config',
  'agent-missing': 'give up agent-missing',
  'blocked': 'give up blocked',
  'interrupted': 'give up interrupted',
  'quota': 'again redispatch',
  'budget': 'give up budget',
  'cancelled': 'give up cancelled',
};

for (const reason of ATTEMPT_REASONS) {
  test(`that ended ${reason} comes: ${FIRST[reason]}`, () => {
    assert.is(said(past(`first ${reason}`)), FIRST[reason]);
  });
}

test('one redispatch and one repair are allowed, independently of each other', () => {
  assert.is(said(past('first silent', 'redispatch host-lost')), 'give up host-lost');
  assert.is(said(past('first result-invalid', 'repair wrong-dispatch')), 'give up wrong-dispatch');
  assert.is(said(past('first silent', 'redispatch result-invalid')), 'again repair');
  assert.is(said(past('first result-invalid', 'repair silent')), 'again redispatch');
  assert.is(said(past('first result-invalid', 'repair silent', 'redispatch deadline')), 'give up deadline');
  assert.is(said(past('first silent', 'redispatch result-invalid', 'repair result-invalid')), 'give up result-invalid');
});

test('a rest of the provider does not count as a redispatch', () => {
  assert.is(said(past('first quota', 'redispatch silent')), 'again redispatch');
  assert.is(said(past('first quota', 'redispatch quota', 'redispatch silent')), 'again redispatch');
  assert.is(said(past('first quota', 'redispatch silent', 'redispatch silent')), 'give up silent');
  assert.is(said(past('first silent', 'redispatch quota')), 'again redispatch');
  assert.is(said(past('first silent', 'redispatch quota', 'redispatch silent')), 'give up silent');
});

test('but not for ever', () => {
  const many = (n: number) => past('first quota', ...Array.from({ length: n - 1 }, () => 'redispatch quota' as const));
  assert.is(said(many(MOST_HOLDS)), 'again redispatch');
  assert.is(said(many(MOST_HOLDS + 1)), 'give up quota');
});

test('nothing is started beside a survivor', () => {
  const [it] = past('first silent');
  assert.ok(it);
  if (it) assert.is(said([{ ...it, gone: false }]), 'give up silent');
  const [done] = past('first done');
  if (done) assert.is(said([{ ...done, gone: false }]), 'complete');
});

test('no ended attempt is a bug in Muster', () => {
  assert.throws(() => consequenceOf([]), RangeError);
});

test('a provider rests for as long as it says, within bounds', () => {
  const [now, minute, day] = [1_000_000_000, 60_000, 86_400_000];
  assert.is(heldUntil(now + 5 * minute, 0, now), now + 5 * minute);
  assert.is(heldUntil(null, 0, now), now + 15 * minute, 'without a time');
  assert.is(heldUntil(now + 99 * day, 0, now), now + day, 'no line of a worker makes it longer than a day');
  // A time that has passed, each time: ever longer.
  assert.equal(
    [0, 1, 2, 3, 4, 9].map((n) => heldUntil(now - minute, n, now) - now),
    [1_000, 4_000, 16_000, 64_000, 256_000, 15 * minute],
  );
});

test.run();

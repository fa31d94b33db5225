// What a worker's silence means, as a table: limit 10 s with no sign, 25 s with CPU time alone, grace 1 s.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { judgeSilence, type SignsOfLife, type Silence } from '../../../../skills/dispatch/silence.ts';
import { LIMITS } from './situation.ts';

const test = suite('silence');

const HOUR = 3_600_000;
const signs = (more: Partial<SignsOfLife>): SignsOfLife => ({ age: HOUR, beat: null, output: null, cpu: null, ...more });

const TABLE: [string, SignsOfLife, Silence][] = [
  ['a fresh heartbeat is life', signs({ beat: 1_000 }), { kind: 'alive', sign: 'beat', askAgainIn: 4_000 }],
  ['a fresh output is life', signs({ output: 4_999 }), { kind: 'alive', sign: 'output', askAgainIn: 1 }],
  ['the newest of two counts, whichever it is', signs({ beat: HOUR, output: 10 }), { kind: 'alive', sign: 'output', askAgainIn: 4_990 }],
  [
    'a stale output beside a fresh heartbeat is life',
    signs({ beat: 10, output: HOUR }),
    { kind: 'alive', sign: 'beat', askAgainIn: 4_990 },
  ],
  ['nobody is judged before the grace is over', signs({ age: 900 }), { kind: 'alive', sign: 'start', askAgainIn: 4_100 }],
  ['the start itself is a sign', signs({ age: 4_000 }), { kind: 'alive', sign: 'start', askAgainIn: 1_000 }],
  ['past half the limit CPU time would decide, and is asked for', signs({ beat: 5_000 }), { kind: 'unsure', quietFor: 5_000 }],
  ['no sign at all past half is suspect', signs({ beat: 6_000, cpu: 6_000 }), { kind: 'suspect', quietFor: 6_000, askAgainIn: 4_000 }],
  ['CPU time is a sign like any other', signs({ beat: 9_000, cpu: 200 }), { kind: 'alive', sign: 'cpu', askAgainIn: 4_800 }],
  [
    'CPU time that stopped past half ago is suspect',
    signs({ beat: 12_000, cpu: 7_000 }),
    { kind: 'suspect', quietFor: 7_000, askAgainIn: 3_000 },
  ],
  ['no sign for the whole limit is silence', signs({ output: 10_000, cpu: 10_000 }), { kind: 'silent', quietFor: 10_000, busy: false }],
  ['a millisecond less is not', signs({ output: 10_000, cpu: 9_999 }), { kind: 'suspect', quietFor: 9_999, askAgainIn: 1 }],
  ['CPU time alone is enough for a while', signs({ beat: 24_999, cpu: 0 }), { kind: 'alive', sign: 'cpu', askAgainIn: 1 }],
  ['and then no longer', signs({ beat: 25_000, cpu: 0 }), { kind: 'silent', quietFor: 25_000, busy: true }],
  ['near that end it is asked about in time', signs({ beat: 23_000, cpu: 6_000 }), { kind: 'suspect', quietFor: 6_000, askAgainIn: 2_000 }],
  [
    'suspicion begins at half, to the millisecond',
    signs({ beat: 9_000, cpu: 5_000 }),
    { kind: 'suspect', quietFor: 5_000, askAgainIn: 5_000 },
  ],
  ['of two signs of one moment the heartbeat is named', signs({ beat: 7, output: 7 }), { kind: 'alive', sign: 'beat', askAgainIn: 4_993 }],
  ['a dead one is dead, and not busy', signs({ beat: HOUR, cpu: HOUR }), { kind: 'silent', quietFor: HOUR, busy: false }],
];

for (const [what, given, expected] of TABLE) {
  test(what, () => {
    assert.equal(judgeSilence(given, LIMITS), expected);
  });
}

test('of a worker with a long grace period is not judged while that lasts', () => {
  const patient = { ...LIMITS, startup: 60_000 };
  assert.equal(judgeSilence(signs({ age: 30_000, cpu: 30_000 }), patient), { kind: 'alive', sign: 'start', askAgainIn: 30_000 });
});

test('is judged from the end of the grace period on', () => {
  const patient = { ...LIMITS, startup: 60_000 };
  assert.is(judgeSilence(signs({ age: 60_000, cpu: 60_000 }), patient).kind, 'silent');
});

test('is asked about again exactly when its meaning may change, whatever the signs', () => {
  for (let beat = 0; beat <= 26_000; beat += 500) {
    for (let cpu = 0; cpu <= 26_000; cpu += 500) {
      const now = judgeSilence(signs({ beat, cpu }), LIMITS);
      if (now.kind !== 'alive' && now.kind !== 'suspect') continue;
      const just = judgeSilence(signs({ beat: beat + now.askAgainIn - 1, cpu: cpu + now.askAgainIn - 1 }), LIMITS);
      assert.is(just.kind, now.kind, `beat ${beat}, cpu ${cpu}`);
    }
  }
});

test.run();

// What is odd about a result: each rule as a table around its figures, and on a run as the view shows it.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { USAGE_NONE, USAGE_UNAVAILABLE, type Usage } from '../../../../contracts/usage.ts';
import { viewRun } from '../../../../daemon/lead/run/view-run.ts';
import { isFarFaster, isHeartbeatMissing } from '../../../../skills/dispatch/anomalies.ts';
import { attemptEnded, RUN, running, seat } from '../../daemon/lead/test-run.ts';
import { ANSWER, ended, file, seen, session } from './situation.ts';

const rules = suite('the rules for odd results');
const run = suite('odd results in a run');

const MINUTE = 60_000;
const paces = (...ages: number[]) => ages.map((age) => ({ age, subjects: 1 }));

const FASTER: [string, { age: number; subjects: number }, { age: number; subjects: number }[], boolean][] = [
  ['a tenth of the others’ time', { age: MINUTE, subjects: 1 }, paces(10 * MINUTE, 10 * MINUTE), true],
  ['a little more than that', { age: MINUTE + 1, subjects: 1 }, paces(10 * MINUTE, 10 * MINUTE), false],
  ['one sibling is enough', { age: 1_000, subjects: 1 }, paces(5 * MINUTE), true],
  ['without siblings there is nothing to compare', { age: 1, subjects: 1 }, [], false],
  ['siblings that are quick themselves', { age: 1, subjects: 1 }, paces(59_999), false],
  ['one slow sibling among quick ones is the odd one', { age: 9_000, subjects: 1 }, paces(10_000, 12_000, 40 * MINUTE), false],
  ['the median of two is between them', { age: 30_000, subjects: 1 }, paces(MINUTE, 9 * MINUTE), true],
  ['asked about one thing where others had twenty', { age: 15_000, subjects: 1 }, [{ age: 5 * MINUTE, subjects: 20 }], false],
  ['asked about as much, it is', { age: 15_000, subjects: 20 }, [{ age: 5 * MINUTE, subjects: 20 }], true],
];
for (const [title, own, siblings, odd] of FASTER) rules(title, () => assert.is(isFarFaster(own, siblings), odd));

rules('a heartbeat is missing after three intervals without one', () => {
  assert.equal(
    [3 * MINUTE, 3 * MINUTE - 1, 0].map((age) => isHeartbeatMissing(age, MINUTE)),
    [true, false, false],
  );
});

/** Each seat answers at an age, with what it says and what its program reports of tool calls. */
type Answer = { age: number; says?: number; counted?: number | null; beat?: number | null };

function flagsAfter(answers: readonly Answer[], seats = answers.map((_, n) => seat(`s${n + 1}`))): string[][] {
  const run = running(seats);
  for (const [n, { age, says, counted, beat = 100 }] of answers.entries()) {
    const dispatch = `${RUN}.d${n + 1}`;
    const result = file({ ...ANSWER, dispatch, ...(says === undefined ? {} : { toolCalls: says }) });
    const look = seen({ session: session({ age }), result, quietBeat: beat });
    run.observation('look', { kind: 'looked', dispatch, attempt: 1, look });
    if (counted === undefined) continue;
    const usage: Usage = { ...USAGE_NONE, source: 'reported', toolCalls: counted };
    run.observation('look', { kind: 'looked', dispatch, attempt: 1, look: seen({ session: ended() }) });
    run.observation('end', attemptEnded(dispatch, 1, { usage: counted === null ? USAGE_UNAVAILABLE : usage }));
  }
  return viewRun(run.state()).dispatches.map((it) => [...(it.result?.flags ?? [])]);
}

run('the one that is far faster than the others is flagged, as soon as they have answered', () => {
  assert.equal(flagsAfter([{ age: 2_000 }, { age: 10 * MINUTE }, { age: 8 * MINUTE }]), [['far-faster'], [], []]);
  assert.equal(flagsAfter([{ age: 2_000 }]), [[]]);
  assert.equal(flagsAfter([{ age: 2_000 }, { age: 9_000 }]), [[], []]);
});

run('rules are not compared with anyone in speed', () => {
  const rulesSeat = { ...seat('deps', 'builtin'), voice: 'rules' as const };
  assert.equal(flagsAfter([{ age: 2_000 }, { age: 10 * MINUTE }], [rulesSeat, seat('model')]), [[], []]);
  assert.equal(flagsAfter([{ age: 10 * MINUTE, says: 0 }, { age: 2_000 }], [rulesSeat, seat('model')]), [[], []]);
});

run('no use of tools: the program’s count takes precedence over the worker’s claim; unknown is not none', () => {
  assert.equal(flagsAfter([{ age: 1_000, says: 0 }, { age: 1_000, says: 3 }, { age: 1_000 }]), [['no-tool-use'], [], []]);
  assert.equal(flagsAfter([{ age: 1_000, says: 9, counted: 0 }]), [['no-tool-use']]);
  assert.equal(flagsAfter([{ age: 1_000, says: 0, counted: 4 }]), [[]]);
  assert.equal(flagsAfter([{ age: 1_000, says: 0, counted: null }]), [['no-tool-use']]);
});

run('a good result without any heartbeat is accepted and flagged', () => {
  assert.equal(
    flagsAfter([
      { age: 3_000, beat: null },
      { age: 2_999, beat: null },
      { age: 9_000, beat: 8_000 },
    ]),
    [['heartbeat-missing'], [], []],
  );
});

run.run();
rules.run();

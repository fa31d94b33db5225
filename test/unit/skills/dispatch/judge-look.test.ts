// What one look at a worker says, as a table, and above all in which order it is judged.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Look } from '../../../../runtime/watch/look.ts';
import { type Judgement, judgeLook } from '../../../../skills/dispatch/judge-look.ts';
import type { Watch } from '../../../../skills/dispatch/watch.ts';
import { ANSWER, ended, file, seen, session, watching } from './situation.ts';

const test = suite('a look');

/** The judgement in short, without the bytes. */
function short(it: Judgement): string {
  switch (it.kind) {
    case 'answered':
      return `answered${it.flags.map((flag) => ` ${flag}`).join('')}`;
    case 'end':
      return `end ${it.reason}: ${it.detail}`;
    case 'wait':
      return `wait ${it.askAgainIn}${it.cpu ? ' cpu' : ''}`;
    case 'overdue':
      return `overdue ${it.age}`;
    case 'suspect':
      return `suspect ${it.quietFor}`;
    case 'recovered':
      return `recovered ${it.sign}`;
    case 'left':
      return 'left';
  }
}

const HALF = '{"dispatch": "r-aaaaaa.d1", "nonce"';
const INVALID = { ...ANSWER, summary: 7 };
const OTHER = { ...ANSWER, dispatch: 'r-aaaaaa.d2' };
const old = { age: 40_000, quietOutput: 40_000, quietCpu: 40_000 };

const LEFT = { processes: 2, since: 500 };

const LEASE = { age: 5_000, over: 'over at five' };

const TABLE: [string, Partial<Watch>, Partial<Look>, string][] = [
  // Nothing odd.
  ['of a worker that prints waits', {}, {}, 'wait 4900'],
  ['waits no longer than until the soft deadline', {}, { session: session({ age: 18_000 }) }, 'wait 2000'],
  ['past that, until the hard one', { overdue: true }, { session: session({ age: 28_000 }) }, 'wait 2000'],

  // What a client outside holds, it holds until its time is over, whatever the deadlines are.
  ['of what is held waits no longer than until the end of its time', { lease: LEASE }, { session: session({ age: 4_500 }) }, 'wait 500'],
  ['ends what is held when its time is over', { lease: LEASE }, { session: session({ age: 5_000 }) }, 'end interrupted: over at five'],
  ['takes an answer before that', { lease: LEASE }, { session: session({ age: 5_000 }), result: file(ANSWER) }, 'answered'],

  // A valid result comes before everything.
  ['finds the answer', {}, { result: file(ANSWER) }, 'answered'],
  ['takes an answer before the exit', {}, { result: file(ANSWER), session: ended() }, 'answered'],
  ['takes an answer before a bad exit, and flags it', {}, { result: file(ANSWER), session: ended({ code: 3 }) }, 'answered exit-nonzero'],
  [
    'does not flag an end that we made',
    {},
    { result: file(ANSWER), session: ended({ by: 'stopped', code: null, signal: 'SIGKILL' }) },
    'answered',
  ],
  ['takes an answer before the hard deadline', {}, { result: file(ANSWER), session: session(old) }, 'answered'],
  ['takes an answer of a session that nobody knows', {}, { result: file(ANSWER), session: undefined }, 'answered'],
  [
    'flags an answer that came without any heartbeat',
    {},
    { result: file(ANSWER), session: session({ age: 60_000 }) },
    'answered heartbeat-missing',
  ],
  ['but not one that came before three were due', {}, { result: file(ANSWER), session: session({ age: 59_999 }) }, 'answered'],
  ['and not one with an old heartbeat', {}, { result: file(ANSWER), session: session({ age: 60_000 }), quietBeat: 59_000 }, 'answered'],
  ['unwraps a fence, and flags it', {}, { result: file(`\`\`\`json\n${JSON.stringify(ANSWER)}\n\`\`\``) }, 'answered fenced'],

  // Its program has exited, and something that it started works on.
  ['waits for what a program left behind', {}, { session: session({ left: LEFT }) }, 'wait 9900'],
  ['counts from its exit', {}, { session: session({ ...old, age: 19_000, left: { ...LEFT, since: 9_999 } }) }, 'wait 1'],
  [
    'and from its last output',
    {},
    { session: session({ age: 19_000, quietOutput: 9_000, left: { ...LEFT, since: 15_000 } }) },
    'wait 1000',
  ],
  [
    'ends what it left behind and says nothing, though it may use CPU time',
    {},
    { session: session({ ...old, age: 19_000, quietCpu: 0, left: { ...LEFT, since: 10_000 } }) },
    'end exit-without-result: exited with 0 without a result; no heartbeat or output for 10 s from what it left behind (processes: 2)',
  ],
  ['takes an answer of what it left behind', {}, { session: session({ left: LEFT }), result: file(ANSWER) }, 'answered'],
  [
    'leaves what answered and exited, whatever it left',
    { state: 'leaving', answeredAt: 1_900 },
    { session: session({ left: LEFT }) },
    'left',
  ],
  [
    'says what was ended with a program that failed',
    {},
    { session: ended({ code: 1, message: 'processes that it left behind and that were ended: 1' }), endedFor: 200 },
    'end exit-without-result: exited with 1 without a result; processes that it left behind and that were ended: 1',
  ],

  // What is not right yet.
  ['gives half a file its time', {}, { result: file(HALF, 499) }, 'wait 1'],
  ['gives a wrong answer its time', {}, { result: file(INVALID, 100) }, 'wait 400'],
  ['then says what is wrong', {}, { result: file(INVALID, 500) }, 'end result-invalid: summary: '],
  [
    'a question for verdicts is not answered without any',
    { expects: { skill: 'convergence', given: {} } },
    { result: file(ANSWER, 500) },
    'end result-invalid: verdicts: is missing',
  ],
  [
    'but by one of them it is',
    { expects: { skill: 'plan-verification', given: {} } },
    { result: file({ ...ANSWER, verdicts: [{ finding: 'P-STG-1', verdict: 'ABSTAIN', basis: 'cannot tell' }] }) },
    'answered',
  ],
  ['ends over half a file that stays so', {}, { result: file(HALF, 500) }, 'end result-invalid: '],
  ['which is not known while its host is not heard', {}, { session: session({ unheard: 400 }), result: file(HALF, 500) }, 'wait 400'],
  ['ends over an answer for another', {}, { result: file(OTHER, 500) }, 'end wrong-dispatch: it is a result for '],
  [
    'ends over an answer with another nonce',
    {},
    { result: file({ ...ANSWER, nonce: 'n2' }, 500) },
    'end wrong-dispatch: it is a result for ',
  ],
  [
    'refuses at once what is no file',
    {},
    { result: { kind: 'refused', why: 'the result is a symbolic link' } },
    'end result-refused: the result is a symbolic link',
  ],
  ['is asked a question', {}, { result: file({ ...ANSWER, status: 'blocked', question: 'Which?' }) }, 'end blocked: Which?'],
  [
    'of one who is blocked without a question gives its summary',
    {},
    { result: file({ ...ANSWER, status: 'blocked' }) },
    'end blocked: looked at it',
  ],

  // The process has ended.
  ['after an exit waits for what may be on its way', {}, { session: ended(), endedFor: 50 }, 'wait 150'],
  ['then gives it up', {}, { session: ended(), endedFor: 200 }, 'end exit-without-result: exited with 0 without a result'],
  [
    'tells of the signal',
    {},
    { session: ended({ code: null, signal: 'SIGSEGV' }), endedFor: 200 },
    'end exit-without-result: ended by SIGSEGV without a result',
  ],
  [
    'of an exit without a code says so',
    {},
    { session: ended({ code: null }), endedFor: 200 },
    'end exit-without-result: exited with an unknown code without',
  ],
  [
    'of half a file and an exit asks for a repair, for it chose to end so',
    {},
    { session: ended(), endedFor: 200, result: file(HALF, 200) },
    'end result-invalid: the file is not complete JSON: ',
  ],
  [
    'of half a file and a death says both',
    {},
    { session: ended({ code: null, signal: 'SIGSEGV' }), endedFor: 200, result: file(HALF, 200) },
    'end exit-without-result: ended by SIGSEGV with an unfinished result (',
  ],
  [
    'of an empty file and an exit says that there is no result',
    {},
    { session: ended(), endedFor: 200, result: file('', 200) },
    'end exit-without-result: exited with 0 with an unfinished result (the file is empty)',
  ],
  [
    'of a wrong answer and an exit asks for a repair',
    {},
    { session: ended(), endedFor: 200, result: file(INVALID, 200) },
    'end result-invalid: summary: ',
  ],
  ['but not before what is on its way has come', {}, { session: ended(), endedFor: 100, result: file(INVALID, 600) }, 'wait 100'],
  ['knows a lost host', {}, { session: ended({ by: 'lost', code: null }) }, 'end host-lost: the session host died'],
  [
    'knows a program that never ran',
    {},
    { session: ended({ by: 'failed', code: null, message: 'no such program' }) },
    'end spawn-failed: no such program',
  ],
  [
    'knows whom the host ended',
    {},
    { session: ended({ by: 'deadline', code: null }, { age: 30_000 }) },
    'end deadline: ended by the session host after 30 s',
  ],
  ['of a session that nobody knows', {}, { session: undefined }, 'end host-lost: the session host does not know'],

  // Deadlines before silence.
  ['ends at the hard deadline', {}, { session: session(old) }, 'end deadline: no result after 40 s'],
  ['ends at it to the millisecond', { overdue: true }, { session: session({ age: 30_000 }) }, 'end deadline: no result after 30 s'],
  ['says once that the soft one has passed', {}, { session: session({ age: 20_000 }) }, 'overdue 20000'],
  ['and not again', { overdue: true }, { session: session({ age: 20_000 }) }, 'wait 4900'],

  // Silence.
  ['asks for CPU time when that decides', {}, { session: session({ age: 9_000, quietOutput: 6_000 }) }, 'wait 0 cpu'],
  ['gives up one that sleeps until its limit ends', {}, { session: session({ age: 9_000 }), waits: 'Rate limit' }, 'end quota'],
  [
    'lets it sleep while its provider rests anyway',
    {},
    { session: session({ age: 9_000, held: true }), waits: 'Rate limit' },
    'wait Infinity',
  ],
  ['takes its answer all the same', {}, { result: file(ANSWER), waits: 'Rate limit' }, 'answered'],
  ['suspects', {}, { session: session({ age: 9_000, quietOutput: 6_000, quietCpu: 6_000 }) }, 'suspect 6000'],
  [
    'suspects once, and goes on to measure',
    { state: 'suspect' },
    { session: session({ age: 9_000, quietOutput: 6_000, quietCpu: 6_000 }) },
    'wait 4000 cpu',
  ],
  ['clears of suspicion', { state: 'suspect' }, { session: session({ age: 9_000 }), quietBeat: 10 }, 'recovered beat'],
  [
    'ends the silent',
    { state: 'suspect' },
    { session: session({ age: 15_000, quietOutput: 11_000, quietCpu: 11_000 }) },
    'end silent: no heartbeat, output or CPU time for 11 s',
  ],
  [
    'ends those who are only busy',
    { overdue: true },
    { session: session({ age: 29_000, quietOutput: 25_000, quietCpu: 0 }) },
    'end silent: nothing but CPU time for 25 s',
  ],
  [
    'leaves those alone whose time stands still',
    {},
    { session: session({ age: 9_000, quietOutput: 9_000, quietCpu: 9_000, held: true }) },
    'wait Infinity',
  ],
  ['but takes their answer', {}, { session: session({ held: true }), result: file(ANSWER) }, 'answered'],

  // Having answered.
  ['gives one who answered a while to leave', { state: 'leaving', answeredAt: 1_000 }, { result: file(ANSWER) }, 'wait 2000'],
  [
    'ends one who stays, however often it writes again',
    { state: 'leaving', answeredAt: 1_000 },
    { session: session({ age: 4_000 }), result: file(ANSWER) },
    'end done: did not exit after its result was accepted',
  ],
  ['notes that it has left', { state: 'leaving' }, { session: ended() }, 'left'],
  ['notes that it is not known any more', { state: 'leaving' }, { session: undefined }, 'left'],

  // After it was given up.
  [
    'waits for a late answer and nothing else',
    { state: 'late' },
    { session: ended({ by: 'stopped' }), endedFor: 9_999_999 },
    'wait Infinity',
  ],
  [
    'is not moved by a late mistake',
    { state: 'late' },
    { session: ended(), endedFor: 9_999, result: file(INVALID, 9_999) },
    'wait Infinity',
  ],
  ['nor by a late link', { state: 'late' }, { session: ended(), result: { kind: 'refused', why: 'a link' } }, 'wait Infinity'],
  ['takes a late answer', { state: 'late' }, { session: undefined, result: file(ANSWER) }, 'answered'],
];

for (const [what, watch, look, expected] of TABLE) {
  test(what, () => {
    const said = short(judgeLook(watching(watch), seen(look)));
    assert.ok(
      expected.endsWith(' ') || expected.endsWith('(') || expected.startsWith('end ') ? said.startsWith(expected) : said === expected,
      said,
    );
  });
}

test('that finds an answer passes on exactly the bytes that were judged', () => {
  const result = file(ANSWER);
  const judgement = judgeLook(watching(), seen({ result }));
  assert.ok(judgement.kind === 'answered' && result.kind === 'there');
  if (judgement.kind !== 'answered' || result.kind !== 'there') return;
  assert.is(judgement.bytes, result.bytes);
  assert.is(judgement.digest, result.digest);
});

test.run();

// What a person may type at a gate, and what it is taken for.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Gate, GateAnswer } from '../../../../contracts/run/gate.ts';
import { choiceOf, choices, unclearWords } from '../../../../daemon/cli/follow/gate-choice.ts';

const gate = (answers: GateAnswer[], kind: Gate['about']['kind'] = 'plan') =>
  ({ offers: answers.map((answer) => ({ answer, does: '' })), about: { kind } }) as Pick<Gate, 'offers' | 'about'>;
const PLAN: GateAnswer[] = ['approve', 'request-changes', 'reject'];

const CASES: readonly (readonly [typed: string, gate: ReturnType<typeof gate>, taken: ReturnType<typeof choiceOf>])[] = [
  ['', gate(PLAN), 'later'],
  ['  ', gate(PLAN), 'later'],
  ['l', gate(PLAN), 'later'],
  ['A', gate(PLAN), { answer: 'approve' }],
  ['approve', gate(PLAN), { answer: 'approve' }],
  ['a', gate(PLAN, 'question'), { answer: 'approve', needs: 'Your answer: ' }],
  ['re', gate(PLAN), 'unclear'],
  ['rej', gate(PLAN), { answer: 'reject' }],
  ['request changes', gate(PLAN), { answer: 'request-changes', needs: 'What should change? ' }],
  ['yes', gate(PLAN), 'unclear'],
  ['approve', gate(['reject']), 'unclear'],
  ['ab', gate(['approve', 'abort']), { answer: 'abort' }],
  ['a', gate(['approve', 'abort']), 'unclear'],
];

const test = suite('a choice at a gate');
for (const [typed, at, taken] of CASES) test(`${JSON.stringify(typed)} of ${choices(at)}`, () => assert.equal(choiceOf(typed, at), taken));

test('what is unclear is said, and not only asked again', () => {
  assert.is(unclearWords('yes ', gate(PLAN)), 'muster: “yes” is none of these answers; type one of them, or its first letters');
  assert.is(unclearWords('re', gate(PLAN)), 'muster: “re” may be request-changes or reject; type more of it');
});

test.run();

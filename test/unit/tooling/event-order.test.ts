// The checker's order of the events of a dispatch: what a run takes over from an earlier one is an answer like any other.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkEventOrder } from '../../checker/event-order.ts';

type Step = [type: string, payload?: Record<string, string | number>];

const PREPARED: Step = ['dispatch.prepared'];
const REUSED: Step = ['dispatch.reused'];
const DONE: Step = ['dispatch.ended', { status: 'completed' }];
const ANSWERED: Step[] = [
  ['attempt.starting', { attempt: 1 }],
  ['attempt.started', { attempt: 1 }],
  ['result.accepted', { attempt: 1 }],
  ['attempt.ended', { attempt: 1 }],
];

function said(...steps: Step[]): string[] {
  const all: Step[] = [
    ['run.created', { run: 'r-abcdef' }],
    ...steps.map(([type, more]): Step => [type, { dispatch: 'd1', ...more }]),
    ['report.composed'],
    ['run.ended'],
  ];
  const differences: string[] = [];
  checkEventOrder(
    'r-abcdef',
    all.map(([type, payload = {}], at) => ({ stream: 'run/r-abcdef', seq: at + 1, type, at: '', payload }) as never),
    (it) => differences.push(it),
  );
  return differences;
}

const order = suite('the order of a dispatch');

order('an answer of an earlier run completes a dispatch without an attempt', () => {
  assert.equal(said(PREPARED, REUSED, DONE), []);
  assert.equal(said(PREPARED, ...ANSWERED, DONE), []);
  assert.equal(said(PREPARED, DONE), ['d1 (event 3): completed without a result']);
});

order('nothing is asked beside it, and it is taken over once', () => {
  assert.match(
    said(PREPARED, REUSED, ...ANSWERED, DONE).join('; '),
    'attempt 1 starts after a result was accepted; d1 (event 6): accepted 2 results',
  );
  assert.equal(said(PREPARED, REUSED, REUSED, DONE), ['d1 (event 4): accepted 2 results']);
  assert.match(said(PREPARED, ...ANSWERED, REUSED, DONE).join('; '), 'takes over an earlier answer after attempt 1');
  assert.match(said(PREPARED, REUSED).join('; '), 'a result was accepted and thrown away (no end)');
});

order.run();

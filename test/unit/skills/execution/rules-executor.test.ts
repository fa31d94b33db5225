// An executor with fixed rules whose work does not make a stage hold, because the suite is red for another reason as well: it is
// not asked to do the very same again, and what it did is claimed for no more than it is.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { CheckRun, StageProof } from '../../../../contracts/plan/proof.ts';
import { advance, seatToStart } from '../../../../skills/phases/execution/advance.ts';
import type { StageState } from '../../../../skills/phases/execution/life/stage-state.ts';
import { type Event, evolve } from '../../../../skills/phases/execution/memory.ts';
import { seat } from '../../daemon/lead/test-run.ts';
import { it as stageIn, turnOf } from './policy-situation.ts';

const rules = suite('an executor with fixed rules');

const ran = (code: number, shape: string): CheckRun => ({
  kind: 'exited',
  code,
  ms: 1,
  output: 'a'.repeat(64),
  shape: shape.repeat(64),
  end: 'x',
});
const at = { commit: 'a'.repeat(40), tree: 'b'.repeat(40) };
/** Two tests were red, and one of them still is. */
const STILL_RED: StageProof = {
  base: at,
  head: at,
  tests: { none: 'x' },
  judges: [],
  environment: [],
  validators: [
    {
      kind: 'command',
      spec: { kind: 'test-pass', command: 'check' },
      argv: ['check'],
      base: ran(1, '2'),
      tests: null,
      head: ran(1, '1'),
      again: null,
    },
  ],
};

function settledBy(voice: 'rules' | 'model', others: string[], more: Partial<StageState> = {}) {
  const sealed = { head: at, changes: [{ status: 'M' as const, path: 'it/a' }], outside: [], problems: [] };
  const state = stageIn('verifying', { seat: 'first', sealed, proof: STILL_RED, rejections: 0, ...more });
  const plain = turnOf({ stages: [state], retries: 2 });
  const seats = [{ ...seat('first', 'builtin', 'executor'), voice }, ...others.map((name) => seat(name, 'command', 'executor'))];
  const checks = { scope: 'ask', retries: 2, onReject: 'retry', afterRetries: 'ask' };
  const run = {
    ...plain.run,
    seats,
    created: { ...plain.run.created, task: { approvals: 'ask' }, config: { ...plain.run.created.config, checks } },
  };
  const turn = { ...plain, run } as unknown as typeof plain;
  const [event] = advance(turn);
  if (event?.type !== 'stage.settled') throw new Error(`${event?.type}`);
  const own = evolve(turn.own, event as Event, { id: 'r-aaaaaa', seq: 9 });
  const after = { ...turn, own };
  const [it] = own.stages;
  return { event, next: it && seatToStart(after, it)?.name, asks: advance(after).map(({ type }) => type), why: it?.reasons[0] ?? '' };
}

rules('alone asks a person at once, and says why', () => {
  const { event, next, asks, why } = settledBy('rules', []);
  assert.equal([event.payload.as, event.payload.hopeless, next, asks], ['rejected', true, undefined, ['gate.opened']]);
  assert.match(why, /^first is a program with fixed rules\. It made the changes that it is sure of, they do not make the stage hold/);
});

rules('beside another executor leaves it to that one, which gets all attempts', () => {
  const { event, next, asks } = settledBy('rules', ['second']);
  assert.equal([event.payload.hopeless, event.payload.declined, next, asks], [undefined, true, 'second', []]);
});

rules('differs from a model, which may do better the next time', () => {
  const { event, next } = settledBy('model', []);
  assert.equal([event.payload.declined, next], [undefined, 'first']);
});

rules('may have its work rejected before anything is run, with the same outcome', () => {
  const sealed = { head: at, changes: [{ status: 'M' as const, path: 'else' }], outside: ['else'], problems: [] };
  assert.equal(settledBy('rules', [], { sealed, proof: null }).event.payload.hopeless, true);
});

rules.run();

// What may be decided about a stage: each action in each state that a stage can be in, by a person and by an agent that leads.
// What is refused names the reason, and what is allowed leads where its table says.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { STAGE_STATES, type StageStateName } from '../../../../contracts/plan/plan-execution.ts';
import type { PolicyAction } from '../../../../contracts/plan/policy.ts';
import { ACTIONS, DOES, it, ruled, said, turnOf } from './policy-situation.ts';

const matrix = suite('what may be decided about a stage');

const OPEN: readonly StageStateName[] = ['pending', 'rejected', 'unproved', 'unavailable', 'interrupted'];
const AT_WORK: readonly StageStateName[] = ['claimed', 'working', 'proposed', 'verifying'];
const PERSONS_ONLY: readonly PolicyAction['do'][] = ['change-validator', 'amend-scope', 'skip', 'abort'];

/** Nothing where it is allowed. */
function refusal(state: StageStateName, action: PolicyAction['do'], by: 'person' | 'client'): RegExp | undefined {
  if (by === 'client' && PERSONS_ONLY.includes(action)) return new RegExp(`^${action} needs a person`);
  if (action === 'abort') return undefined;
  if (state === 'verified' || state === 'accepted') return new RegExp(`^it is ${state}, which is final.*becomes a stage of its own`, 's');
  if (AT_WORK.includes(state)) return new RegExp(`^it is ${state}\\. Wait until this attempt is over`);
  if (!OPEN.includes(state)) return new RegExp(`^it is ${state}\\. Nothing more can be decided`);
  return action === 'retry' && state === 'pending' ? /^it was not tried yet/ : undefined;
}

/** The state of the stage after an action, if that is not the usual one. */
const LEADS: Partial<Record<PolicyAction['do'], StageStateName>> = { skip: 'skipped', decompose: 'superseded' };

for (const by of ['person', 'client'] as const)
  for (const action of DOES)
    matrix(`${action} by a ${by}, in each of the ${STAGE_STATES.length} states`, () => {
      for (const state of STAGE_STATES) {
        const turn = turnOf({ stages: [it(state)] });
        const why = refusal(state, action, by);
        const told = said(() => ruled(turn, ACTIONS[action], by));
        assert.ok(why === undefined ? told === '' : why.test(told), `${state}: ${told || 'allowed'}`);
        if (why) continue;
        const { own, types } = ruled(turn, ACTIONS[action], by);
        const after = own.stages[0];
        assert.is(after?.state, LEADS[action] ?? state, state);
        const expected =
          action === 'abort'
            ? ['run.concluding']
            : action === 'escalate'
              ? ['stage.ruled', ...asking(state), 'run.paused']
              : ['stage.ruled'];
        assert.equal(types, expected, state);
        const begins = !['skip', 'decompose', 'abort', 'escalate'].includes(action) && state !== 'pending';
        assert.is(after?.again, begins, `${state}: another attempt`);
      }
    });

/** One that was not begun has nothing to ask about. */
const asking = (state: StageStateName): string[] => (state === 'pending' ? [] : ['gate.opened']);

matrix('a question that is open about it is answered by every action but two', () => {
  for (const action of DOES)
    for (const state of OPEN.filter((one) => one !== 'pending')) {
      const turn = turnOf({ stages: [it(state)], asked: true });
      const { events } = ruled(turn, ACTIONS[action]);
      const answers = events.flatMap((one) => (one.type === 'gate.answered' ? [one.payload.answer] : []));
      const again = state === 'unavailable' ? 'verify-again' : 'request-changes';
      const leaves = action === 'skip' || action === 'decompose';
      assert.equal(answers, action === 'abort' || action === 'escalate' ? [] : [leaves ? 'reject' : again], `${action}, ${state}`);
      assert.is(events.filter(({ type }) => type === 'gate.opened').length, 0, 'nothing is asked twice');
    }
});

matrix('what is paused is not paused again', () => {
  assert.equal(ruled(turnOf({ stages: [it('rejected')], paused: true }), ACTIONS.escalate).types, ['stage.ruled', 'gate.opened']);
});

matrix.run();

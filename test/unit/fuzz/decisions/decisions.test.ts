// Whatever a run is told, in any state: the catalogue and the fold accept what it decides, at all limits. The states are those of
// simulated runs, and those that hostile inputs lead to from there.

import { inspect } from 'node:util';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MusterError } from '../../../../contracts/errors.ts';
import { decideRun } from '../../../../daemon/lead/run/decide-run.ts';
import { evolveRun } from '../../../../daemon/lead/run/evolve-run.ts';
import { nextRun } from '../../../../daemon/lead/run/next-run.ts';
import { tryFold } from '../../../../daemon/lead/run/try-fold.ts';
import { runSteps, stepsOf } from '../../../../runtime/steps.ts';
import { eventCatalogue } from '../../../../skills/events.ts';
import type { RunEvent } from '../../../../skills/phases/events.ts';
import type { RunState } from '../../../../skills/run/state.ts';
import { simulate } from '../../../simulation/simulate.ts';
import { always } from '../corpus.ts';
import { type HostileInput, hostileInput } from './hostile-inputs.ts';

const test = suite('decisions');

/** Every state that these runs came to rest in: a run decides nothing in the middle of a commit. */
async function statesOf(seeds: readonly number[], planned: boolean): Promise<RunState[]> {
  const states: RunState[] = [];
  for (const seed of seeds) {
    let state: RunState | undefined;
    const { journal } = await simulate(seed, planned ? { planned } : {});
    for (const [n, event] of journal.entries()) {
      state = evolveRun(state, event);
      if (journal[n + 1]?.commandId !== event.commandId) states.push(state);
    }
  }
  return states;
}

type Decided = { events: RunEvent[]; state: RunState };

/** A command that is refused with a person's mistake has decided nothing. */
function decided(state: RunState, told: HostileInput, at: number): Decided {
  let events: RunEvent[];
  const input = told(state, at);
  try {
    events = runSteps(decideRun(state, input, at));
  } catch (error) {
    if (error instanceof MusterError && error.class === 'user') return { events: [], state };
    throw new Error(`${inspect(input, { depth: 6, maxStringLength: 60 })} in ${inspect(state.life)}`, { cause: error });
  }
  for (const event of events) eventCatalogue.check(`run/${state.id}`, event);
  return { events, state: tryFold(state, events, at) };
}

const steps = fc.array(fc.record({ told: hostileInput, after: fc.constantFrom(0, 1, 1_000, 60_000, 3_600_000, 40 * 86_400_000) }), {
  minLength: 1,
  maxLength: 5,
});

test('are valid events, and lead to a state from which the run continues', async () => {
  const states = [...(await statesOf([1, 2, 3, 4], false)), ...(await statesOf([1, 2, 3, 5], true))];
  const seen = new Map<string, number>();
  always(
    fc.tuple(fc.nat(), steps),
    ([where, all]) => {
      let state = states[where % states.length] as RunState;
      let at = state.lastAt;
      for (const { told, after } of all) {
        at += after;
        const { events, state: next } = decided(state, told, at);
        for (const { type } of events) seen.set(type, (seen.get(type) ?? 0) + 1);
        state = next;
        const { wanted } = nextRun(state, at);
        // Each can be made, from nothing but the state.
        for (const it of wanted) assert.is(runSteps(stepsOf(it.effect())).kind, it.key.split(':')[0]);
      }
    },
    800,
  );
  const types = [...seen.keys()];
  assert.ok(types.length > 25, `only ${types.length} kinds of events were decided: ${types.join(', ')}`);
});

test.run();

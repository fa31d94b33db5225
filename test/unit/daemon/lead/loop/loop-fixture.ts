// The set-up of the tests of the loop: a decider that records what it was told, and a clock that stands still.

import type { Decider } from '../../../../../daemon/lead/decider.ts';
import type { Clock } from '../../../../../runtime/clock.ts';
import type { WantedEffect } from '../../../../../skills/run/effect.ts';
import { step } from '../../../runtime/ledger/ledger-fixture.ts';

export type State = { seq: number; steps: unknown[] };

export type Effect = { kind: 'waits' | 'follows' };

export type Input = string;

export function decider<E extends { kind: string } = Effect>(next: (state: State) => WantedEffect<E>[]): Decider<State, Input, E, unknown> {
  return {
    actor: { kind: 'lead' },
    reducer: 1,
    evolve: (state, { seq, payload }) => ({ seq, steps: [...state.steps, payload] }),
    decide: (_, input) => (input === 'nothing' ? [] : [step({ input })]),
    next: (state) => ({ wanted: next(state), askAgainAt: Number.POSITIVE_INFINITY }),
    observed: () => 'nothing',
    tick: 'nothing',
    opened: () => 'nothing',
    jumped: (by) => `jumped ${by}`,
    claims: () => [],
  };
}

export const clock = (): Clock & { wall: number } => ({
  wall: 1_000_000,
  now() {
    return this.wall;
  },
  awake: () => 0,
  sleepUntil: () => new Promise(() => {}),
  sleep: async () => {},
});

export const FIRST: State = { seq: 1, steps: [] };

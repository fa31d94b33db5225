// The house in the simulated world: its real rules, a journal that outlives the daemon, and the two
// effects by which it holds a provider's workers and lets them go on.

import type { EventEnvelope } from '../../contracts/event.ts';
import { timestamp } from '../../contracts/time.ts';
import { decideHouse, type HouseInput, nextHouse } from '../../daemon/lead/decide-house.ts';
import { EMPTY_HOUSE, evolveHouse, type HouseState } from '../../daemon/lead/house-state.ts';
import type { SimHost } from './host.ts';

export type SimHouse = {
  restOf(provider: string): { until: string; by: string } | undefined;
  hold(provider: string, until: string, by: string): void;
  /** What a living daemon's loop does for the house at this moment. */
  turn(): void;
  /** A new daemon has only the journal. */
  forget(): void;
};

export function simHouse(host: SimHost, clock: { now(): number; wall(): number }, failpoint: (name: string) => void): SimHouse {
  let state: HouseState = EMPTY_HOUSE;
  let keeping = new Set<string>();

  function post(input: HouseInput): void {
    for (const { type, payload } of decideHouse(state, input, clock.wall())) {
      const at = timestamp(clock.wall());
      const envelope: EventEnvelope = {
        v: 1,
        stream: 'house',
        seq: state.seq + 1,
        type,
        at,
        actor: { kind: 'house' },
        commandId: 'simulated',
        payload,
        prev: '',
        digest: '',
      };
      state = evolveHouse(state, envelope);
    }
  }

  return {
    restOf(provider) {
      const held = state.held[provider];
      return held && { until: timestamp(held.until), by: held.by };
    },
    forget() {
      keeping = new Set();
    },
    hold: (provider, until, by) => post({ kind: 'quota', provider, until, by }),
    turn() {
      for (const { key, effect } of nextHouse(state, clock.wall()).wanted) {
        if (effect.kind === 'await-end' || effect.kind === 'complete-report') continue;
        const { kind, provider } = effect;
        if (kind === 'release' || !keeping.has(provider)) failpoint(`effect.${kind}.before`);
        host.hold(provider, kind === 'keep-held', clock.now());
        if (kind === 'keep-held') {
          keeping.add(provider);
          continue;
        }
        keeping.delete(provider);
        failpoint('effect.release.after');
        const sight = { kind: 'released' as const, provider };
        post({ kind: 'observation', observation: { of: key, at: clock.wall(), sight } });
      }
    },
  };
}

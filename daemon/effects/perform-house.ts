// All that the house can want done.

import type { HouseEffect, HouseSight } from '../lead/effect.ts';
import type { Runs } from '../runs.ts';

export function performHouse(runs: Pick<Runs, 'untilEnded'>): (effect: HouseEffect, signal: AbortSignal) => Promise<HouseSight> {
  return async (effect, signal) => {
    switch (effect.kind) {
      case 'await-end':
        await runs.untilEnded(effect.run, signal);
        return { kind: 'run-ended', run: effect.run };
    }
  };
}

// All that the house can want done.

import type { HouseEffect, HouseSight } from '../lead/effect.ts';
import type { World } from '../lead/loop.ts';
import type { Runs } from '../runs.ts';
import { type HoldStage, keepHeld, letGoOn } from './hold-sessions.ts';

export function performHouse(stage: HoldStage & { runs: Pick<Runs, 'untilEnded'> }): World<HouseEffect, HouseSight>['perform'] {
  return async (effect, signal) => {
    switch (effect.kind) {
      case 'await-end':
        await stage.runs.untilEnded(effect.run, signal);
        return { kind: 'run-ended', run: effect.run };
      case 'keep-held':
        return keepHeld(effect.provider, stage, signal);
      case 'release':
        await letGoOn(effect.provider, stage);
        return { kind: 'released', provider: effect.provider };
    }
  };
}

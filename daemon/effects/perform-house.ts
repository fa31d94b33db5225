// All that the house can want done.

import type { HouseEffect, HouseSight } from '../lead/effect.ts';
import type { World } from '../lead/loop.ts';
import type { Runs } from '../runs.ts';
import { type HoldStage, keepHeld, letGoOn } from './hold-sessions.ts';

type HouseStage = HoldStage & { runs: Pick<Runs, 'untilEnded' | 'folded'>; completeReport(run: string): Promise<void> };

export function performHouse(stage: HouseStage): World<HouseEffect, HouseSight>['perform'] {
  return async (effect, signal) => {
    switch (effect.kind) {
      case 'await-end':
        await stage.runs.untilEnded(effect.run, signal);
        return { kind: 'run-ended', run: effect.run, stub: await endedWithStub(effect.run, stage) };
      case 'complete-report':
        await stage.completeReport(effect.run);
        return { kind: 'report-completed', run: effect.run };
      case 'keep-held':
        return keepHeld(effect.provider, stage, signal);
      case 'release':
        await letGoOn(effect.provider, stage);
        return { kind: 'released', provider: effect.provider };
    }
  };
}

/** A run that was set aside has nothing that could be folded; there is nothing to complete either. */
async function endedWithStub(run: string, { runs }: HouseStage): Promise<boolean> {
  const state = await runs.folded(run).catch(() => undefined);
  return state?.life.kind === 'ended' && (state.report?.stub ?? false);
}

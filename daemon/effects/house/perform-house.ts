// Performs every effect of the house.

import { tried } from '../../../agents/providers.ts';
import { yieldToOthers } from '../../../runtime/slices.ts';
import type { MusterLedger } from '../../../skills/events.ts';
import type { World } from '../../lead/decider.ts';
import { checksFrom, isInformative } from '../../lead/house/conformance.ts';
import type { HouseEffect, HouseObservation } from '../../lead/house/effect.ts';
import type { HouseState } from '../../lead/house/house-state.ts';
import { foldRun, readAll } from '../../process/fold.ts';
import type { Runs } from '../../process/runs.ts';
import { type HoldContext, holdSessions, releaseSessions } from './hold-sessions.ts';

type HouseStage = HoldContext & {
  runs: Pick<Runs, 'untilEnded'>;
  completeReport(run: string): Promise<void>;
  ledger: MusterLedger;
  house(): HouseState;
};

export function performHouse(stage: HouseStage): World<HouseEffect, HouseObservation>['perform'] {
  return async (effect, signal) => {
    switch (effect.kind) {
      case 'await-end':
        await stage.runs.untilEnded(effect.run, signal);
        return { kind: 'run-ended', run: effect.run, ...(await whatItLeft(effect.run, stage)) };
      case 'complete-report':
        await stage.completeReport(effect.run);
        return { kind: 'report-completed', run: effect.run };
      case 'keep-held':
        return holdSessions(effect.provider, stage, signal);
      case 'release':
        await releaseSessions(effect.provider, stage);
        return { kind: 'released', provider: effect.provider };
    }
  };
}

type EndedRun = Omit<Extract<HouseObservation, { kind: 'run-ended' }>, 'kind' | 'run'>;

/** A run that was set aside cannot be folded, so there is nothing to complete or to learn. */
async function whatItLeft(run: string, { ledger, house }: HouseStage): Promise<EndedRun> {
  const state = await foldRun(ledger, run).catch(() => undefined);
  if (state?.life.kind !== 'ended') return { stub: false, checks: [] };
  const stub = state.report?.stub ?? false;
  const kept = state.traced ? { kept: { project: state.created.task.project, ...state.traced } } : {};
  if (!isInformative(state.created.template.name, state.seats, house(), tried)) return { stub, checks: [], ...kept };
  const events = await readAll(ledger, `run/${run}`, yieldToOthers);
  return { stub, checks: checksFrom(run, events, house(), tried), ...kept };
}

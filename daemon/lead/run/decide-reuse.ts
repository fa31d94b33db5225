// What it means that an earlier result of the same work was found, or was not.

import type { MaybeSteps } from '../../../runtime/steps.ts';
import { reuseResult } from '../../../skills/dispatch/accept.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { knownReferences } from '../../../skills/prompts/trace.ts';
import type { RunObservation } from '../../../skills/run/effect.ts';
import { type DispatchState, dispatchOf, type RunState } from '../../../skills/run/state.ts';
import { viewRun } from './view-run.ts';

type Observation<Kind extends RunObservation['kind']> = Extract<RunObservation, { kind: Kind }>;

export function decideReuse(state: RunState, observation: Observation<'sought' | 'reused'>): MaybeSteps<RunEvent[]> {
  const dispatch = dispatchOf(state, observation.dispatch);
  if (!dispatch || dispatch.sought || dispatch.ended || dispatch.accepted) return [];
  return observation.kind === 'sought' ? soughtInVain(dispatch, observation) : takenOver(state, dispatch, observation);
}

function soughtInVain({ id, seat }: DispatchState, { sought, claims, miss }: Observation<'sought'>): RunEvent[] {
  return [{ type: 'dispatch.sought', payload: { dispatch: id, seat, ...(sought ? { sought } : {}), claims, miss } }];
}

function takenOver(state: RunState, dispatch: DispatchState, it: Observation<'reused'>): MaybeSteps<RunEvent[]> {
  const { from, sought, result, digest, bytes, saved, model, receipt } = it;
  return reuseResult(answeredBy(state, dispatch, 0), result, {
    ...{ from, sought, digest, bytes, saved },
    ...(model === null ? {} : { model }),
    ...(receipt === null ? {} : { receipt }),
  });
}

/** What a worker was asked, for the rules that accept its answer. */
export function answeredBy(state: RunState, { id, phase, seat, pass, round, skill, findings }: DispatchState, attempt: number) {
  return {
    ...{ dispatch: id, phase, attempt, seat, pass, round, skill, asked: findings, gaps: state.gapsNamed },
    known: () => knownReferences(viewRun(state)),
  };
}

/** If an equal run was done before, its report is used, and no worker is asked. */
export function bound({ seats, notes, sought, message = '' }: Observation<'bound'>): RunEvent[] {
  const events: RunEvent[] = [{ type: 'run.bound', payload: { seats, notes, ...(sought ? { sought } : {}) } }];
  if (sought?.from === undefined) return events;
  return [...events, { type: 'run.concluding', payload: { outcome: 'skipped', reason: 'reused', message, partial: false } }];
}

// The end of a run, in order: stop the work, settle what was collected, make the report.

import { MusterError } from '../../../contracts/errors.ts';
import type { ConcludeReason } from '../../../contracts/run/run-event.ts';
import type { Instant } from '../../../contracts/time.ts';
import { type Steps, stepsOf } from '../../../runtime/steps.ts';
import { degradedOf } from '../../../skills/phases/degraded.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import type { Stop } from '../../../skills/phases/phase.ts';
import { asRunEvents, turnOf, unexaminedTurn } from '../../../skills/phases/turns.ts';
import { keepResult } from '../../../skills/reuse/may-reuse.ts';
import { roomOf } from '../../../skills/run/budget.ts';
import { isCutShort } from '../../../skills/run/cut-short.ts';
import { dispatchId, isSettled } from '../../../skills/run/settled-dispatch.ts';
import { currentAttempt, isHeld, isLive, REPORT_PHASE, RUN_REDUCER, type RunState } from '../../../skills/run/state.ts';
import { endedFirst } from '../../../skills/wording/outcome.ts';
import { type Stopping, stepDispatch } from './advance-dispatch.ts';
import { stuckClearing, stuckDispatch } from './advance-stuck.ts';

export function* advanceConcluding(state: RunState, at: Instant): Steps<RunEvent[]> {
  if (state.life.kind !== 'concluding') throw new MusterError('internal', `${state.id} is not concluding`, 'Please report this.');
  if (isCutShort(state)) return finish(state);
  for (const dispatch of state.dispatches) {
    const stuck = stuckDispatch(state, dispatch);
    if (stuck.length > 0) return stuck;
    const step = stepDispatch(dispatch, {
      stopping: dispatch.phase !== REPORT_PHASE && CONCLUDING,
      paused: false,
      held: isHeld(state, dispatch) && 'go-without',
      room: roomOf(state, dispatch),
    });
    if (step.length > 0) return step;
    const keeping = keepResult(state, dispatch);
    if (keeping.length > 0) return keeping;
  }
  const work = state.dispatches.filter((it) => it.phase !== REPORT_PHASE);
  if (work.some((it) => !isSettled(it))) return [];
  const settling = yield* settle(state, stopFor(state.life.reason), at);
  if (settling.length > 0) return settling;
  const unfinished = state.phases.find((it) => it.state === 'running' || it.state === 'pending');
  if (unfinished) {
    const outcome = unfinished.state === 'running' ? 'failed' : 'skipped';
    return [{ type: 'phase.ended', payload: { phase: unfinished.template.key, outcome, reason: endedFirst(state.life.reason) } }];
  }
  return narrate(state) ?? finish(state);
}

const CONCLUDING: Stopping = { reason: 'cancelled', ending: 'the run is concluding', over: 'the run concluded first' };

/** Settles every phase, and last the findings that no phase examined. */
function* settle(state: RunState, stop: Stop, at: Instant): Steps<RunEvent[]> {
  for (const phase of state.phases) {
    const { kind, turn } = turnOf(state, phase, at);
    const step = yield* stepsOf(kind.settle?.(turn, stop) ?? []);
    if (step.length > 0) return asRunEvents(step);
  }
  const rest = unexaminedTurn(state, at);
  return asRunEvents(yield* stepsOf(rest.kind.settle?.(rest.turn, stop) ?? []));
}

/** Why no further round may run; undefined if the run came to its own end. */
function stopFor(reason: ConcludeReason): Stop {
  if (reason === 'done') return undefined;
  return reason === 'budget' || reason === 'deadline' ? reason : 'stopped';
}

/** The writer is asked once, when there is something to write about and a worker to write it. */
function narrate(state: RunState): RunEvent[] | undefined {
  if (state.life.kind !== 'concluding' || state.life.outcome !== 'completed') return undefined;
  const writer = state.seats.find((it) => it.role === 'report-writer');
  if (!writer) return undefined;
  const asked = state.dispatches.find((it) => it.phase === REPORT_PHASE);
  if (asked) return asked.ended ? undefined : [];
  return [
    {
      type: 'dispatch.prepared',
      payload: {
        dispatch: dispatchId(state, 0),
        phase: REPORT_PHASE,
        pass: 0,
        round: 0,
        seat: writer.name,
        role: 'report-writer',
        skill: 'report-writer',
        findings: [],
      },
    },
  ];
}

function finish(state: RunState): RunEvent[] {
  if (state.life.kind !== 'concluding' || anyLive(state)) return [];
  const clearing = stuckClearing(state);
  if (clearing.length > 0) return clearing;
  if (!state.report || !state.cleared) return [];
  const { outcome, reason, message } = state.life;
  const { degraded } = degradedOf(state);
  return [{ type: 'run.ended', payload: { outcome, reason, message, degraded, report: state.report.path, rules: RUN_REDUCER } }];
}

export const anyLive = (state: RunState): boolean =>
  state.dispatches.some((it) => {
    const attempt = currentAttempt(it);
    return attempt !== undefined && isLive(attempt);
  });

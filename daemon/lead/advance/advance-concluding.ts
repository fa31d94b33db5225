// The end of a run, in order: work is stopped, what was collected is settled, the report is made.

import { MusterError } from '../../../contracts/errors.ts';
import type { ConcludeReason, RunEvent } from '../../../contracts/run/run-event.ts';
import { settleConvergence } from '../../../skills/phases/convergence/advance.ts';
import { settleCritics } from '../../../skills/phases/critic/advance.ts';
import { settlePlan } from '../../../skills/phases/plan/advance.ts';
import { roomOf } from '../../../skills/run/budget.ts';
import { quorumOf } from '../../../skills/run/outcomes.ts';
import { dispatchId, isSettled } from '../../../skills/run/settled.ts';
import { currentAttempt, isHeld, isLive, REPORT_PHASE, type RunState } from '../../../skills/run/state.ts';
import { stepDispatch } from './advance-dispatch.ts';
import { stuckDispatch } from './advance-stuck.ts';

export function advanceConcluding(state: RunState): RunEvent[] {
  if (state.life.kind !== 'concluding') throw new MusterError('internal', `${state.id} is not concluding`, 'Please report this.');
  for (const dispatch of state.dispatches) {
    const stuck = stuckDispatch(state, dispatch);
    if (stuck.length > 0) return stuck;
    const step = stepDispatch(dispatch, {
      stopping: dispatch.phase !== REPORT_PHASE,
      paused: false,
      held: isHeld(state, dispatch) && 'go-without',
      room: roomOf(state, dispatch),
    });
    if (step.length > 0) return step;
  }
  const work = state.dispatches.filter((it) => it.phase !== REPORT_PHASE);
  if (work.some((it) => !isSettled(it))) return [];
  const settling = settleConvergence(state, stopFor(state.life.reason));
  if (settling.length > 0) return settling;
  const gaps = settleCritics(state);
  if (gaps.length > 0) return gaps;
  const votes = settlePlan(state);
  if (votes.length > 0) return votes;
  const unfinished = state.phases.find((it) => it.state === 'running' || it.state === 'pending');
  if (unfinished) {
    const outcome = unfinished.state === 'running' ? 'failed' : 'skipped';
    return [
      { type: 'phase.ended', payload: { phase: unfinished.template.key, outcome, reason: `the run concluded: ${state.life.reason}` } },
    ];
  }
  return narrate(state) ?? finish(state);
}

/** What keeps further rounds from running; nothing where the run has come to its own end. */
function stopFor(reason: ConcludeReason): 'budget' | 'deadline' | 'stopped' | undefined {
  if (reason === 'done') return undefined;
  return reason === 'budget' || reason === 'deadline' ? reason : 'stopped';
}

/** The writer is asked once, when there is something to write about and somebody to write it. */
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
  if (state.life.kind !== 'concluding' || anyLive(state) || !state.report || !state.cleared) return [];
  const { outcome, reason, message } = state.life;
  const { degraded } = quorumOf(state);
  return [{ type: 'run.ended', payload: { outcome, reason, message, degraded, report: state.report.path } }];
}

export const anyLive = (state: RunState): boolean =>
  state.dispatches.some((it) => {
    const attempt = currentAttempt(it);
    return attempt !== undefined && isLive(attempt);
  });

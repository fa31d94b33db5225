// The next thing that a run does by itself: one step, or none.

import { type Instant, millis } from '../../../contracts/time.ts';
import type { Steps } from '../../../runtime/steps.ts';
import { GIVE_UP_AFTER } from '../../../skills/dispatch/retry.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { keepResult } from '../../../skills/reuse/may-reuse.ts';
import { budgetSpent, roomOf } from '../../../skills/run/budget.ts';
import { workedFor } from '../../../skills/run/clock.ts';
import { effectKey } from '../../../skills/run/effect-key.ts';
import { gateExpired, openGates } from '../../../skills/run/gates/gates.ts';
import { isHeld, type RunState, runningPhase } from '../../../skills/run/state.ts';
import { advanceConcluding } from './advance-concluding.ts';
import { stepDispatch } from './advance-dispatch.ts';
import { advanceOverdue, phaseOverdue, stopsFor } from './advance-overdue.ts';
import { advancePhase, startPhase } from './advance-phase.ts';
import { advanceQuestions, questionsOpen } from './advance-questions.ts';
import { stuckDispatch } from './advance-stuck.ts';
import { reportPoll } from './report-poll.ts';

export const PAUSE_EXPIRES = 30 * 86_400_000;

/** As long as a pause. */
export const CONSENT_EXPIRES = 30 * 86_400_000;

export function* advanceRun(state: RunState, at: Instant): Steps<RunEvent[]> {
  switch (state.life.kind) {
    case 'created':
    case 'queued':
    case 'intake':
      return pauseExpired(state, at) ?? giveUp(state) ?? overtime(state, at) ?? [];
    case 'awaiting-consent':
      return pauseExpired(state, at) ?? consentExpired(state, at) ?? [];
    case 'executing':
      return (
        pauseExpired(state, at) ??
        giveUp(state) ??
        overtime(state, at) ??
        gateExpired(state, at, at + PAUSE_EXPIRES) ??
        (yield* advanceExecuting(state, at))
      );
    case 'concluding':
      return yield* advanceConcluding(state, at);
    case 'ended':
      return [];
  }
}

function* advanceExecuting(state: RunState, at: Instant): Steps<RunEvent[]> {
  const late = phaseOverdue(state, at);
  if (late) return late;
  for (const dispatch of state.dispatches) {
    const stuck = stuckDispatch(state, dispatch);
    if (stuck.length > 0) return stuck;
    const step = stepDispatch(dispatch, {
      stopping: stopsFor(state, dispatch),
      paused: state.paused !== null,
      held: isHeld(state, dispatch) && 'wait',
      room: roomOf(state, dispatch),
    });
    if (step.length > 0) return step;
    const keeping = keepResult(state, dispatch);
    if (keeping.length > 0) return keeping;
  }
  const spent = budgetSpent(state);
  if (spent) return spent;
  const asked = advanceQuestions(state, at);
  if (asked.length > 0) return asked;
  const running = runningPhase(state);
  const step = questionsOpen(state)
    ? []
    : running
      ? yield* (running.overdue ? advanceOverdue : advancePhase)(state, running, at)
      : startNext(state, at);
  return step.length > 0 ? step : reportPoll(state, at);
}

function startNext(state: RunState, at: Instant): RunEvent[] {
  if (state.paused || openGates(state).length > 0) return [];
  const pending = state.phases.find((it) => it.state === 'pending');
  if (pending) return startPhase(state, pending, at);
  return [{ type: 'run.concluding', payload: { outcome: 'completed', reason: 'done', message: '', partial: false } }];
}

/** Fails the run when an effect that it cannot do without has failed too often. */
function giveUp(state: RunState): RunEvent[] | undefined {
  const stuck = Object.entries(state.failures).find(([key, it]) => it.counted >= GIVE_UP_AFTER && needed(state, key));
  if (!stuck) return undefined;
  const [key, failure] = stuck;
  const message = `${key} failed ${failure.try} times: ${failure.message}`;
  return [{ type: 'run.concluding', payload: { outcome: 'failed', reason: 'effect-failed', message, partial: true } }];
}

function needed(state: RunState, key: string): boolean {
  return (key === effectKey('capture-base') && !state.base) || (key === effectKey('bind') && state.seats.length === 0);
}

export const deadlineOf = (state: RunState): number => millis(state.created.task.deadline ?? state.created.template.deadline);

function overtime(state: RunState, at: Instant): RunEvent[] | undefined {
  const deadline = deadlineOf(state);
  if (workedFor(state, at) < deadline) return undefined;
  const outcome = state.dispatches.some((it) => it.accepted) ? 'completed' : 'failed';
  const message = `the run's deadline of ${Math.round(deadline / 60_000)} min has passed`;
  return [{ type: 'run.concluding', payload: { outcome, reason: 'deadline', message, partial: true } }];
}

function pauseExpired(state: RunState, at: Instant): RunEvent[] | undefined {
  if (!state.paused || at < state.paused.expiresAt) return undefined;
  const message = `paused (${state.paused.reason}) until the pause expired`;
  return [{ type: 'run.concluding', payload: { outcome: 'aborted', reason: 'pause-expired', message, partial: true } }];
}

function consentExpired({ life }: RunState, at: Instant): RunEvent[] | undefined {
  if (life.kind !== 'awaiting-consent' || at < life.since + CONSENT_EXPIRES) return undefined;
  const message = `${life.providers.join(', ')} was not allowed to receive the code of ${life.project} within 30 days`;
  return [{ type: 'run.concluding', payload: { outcome: 'aborted', reason: 'consent-missing', message, partial: true } }];
}

// What should be under way for a run at this moment, all of it, and when to ask again.

import type { Instant } from '../../contracts/time.ts';
import { limitsFor } from '../../skills/dispatch/limits.ts';
import { STUB_AFTER } from '../../skills/dispatch/retry.ts';
import { anyLive } from './advance-concluding.ts';
import { repairNeeded } from './advance-dispatch.ts';
import { awaited, deadlineOf, POLL_REPORT_EVERY } from './advance-run.ts';
import type { RunEffect, Wanted } from './effect.ts';
import {
  type AttemptState,
  currentAttempt,
  type DispatchState,
  isLive,
  REPORT_PHASE,
  type RunState,
  seatOf,
  workedFor,
} from './run-state.ts';
import { bringsEvidence, isSettled } from './settled.ts';
import { limitKey, watchOf } from './watch.ts';

export type Agenda<Effect> = { wanted: Wanted<Effect>[]; askAgainAt: Instant };

export const NEVER: Instant = Number.POSITIVE_INFINITY;

export function nextRun(state: RunState, now: Instant): Agenda<RunEffect> {
  const wanted: Wanted<RunEffect>[] = [];
  let askAgainAt = wakeUp(state, now);
  for (const one of wantedOf(state)) {
    const failure = state.failures[one.key];
    if (failure && failure.retryAt > now) askAgainAt = Math.min(askAgainAt, failure.retryAt);
    else wanted.push(one);
  }
  return { wanted, askAgainAt };
}

function wantedOf(state: RunState): Wanted<RunEffect>[] {
  switch (state.life.kind) {
    case 'created':
      return state.paused ? [] : [plain({ kind: 'ask-admission' })];
    case 'queued':
      return state.paused ? [] : [plain({ kind: 'await-admission' })];
    case 'intake':
      if (state.paused) return [];
      return state.base ? [plain({ kind: 'bind' })] : [plain({ kind: 'capture-base' })];
    case 'executing':
      return state.dispatches.flatMap((it) => wantedFor(state, it));
    case 'concluding':
      return [...state.dispatches.flatMap((it) => wantedFor(state, it)), ...conclusion(state)];
    case 'ended':
      return [];
  }
}

function conclusion(state: RunState): Wanted<RunEffect>[] {
  if (state.life.kind !== 'concluding' || anyLive(state)) return [];
  if (state.report) return state.cleared ? [] : [plain({ kind: 'clear-workplaces' })];
  const open = state.dispatches.some((it) => !isSettled(it)) || state.phases.some((it) => it.state === 'pending' || it.state === 'running');
  const writerToCome =
    state.life.outcome === 'completed' &&
    state.seats.some((it) => it.role === 'report-writer') &&
    !state.dispatches.some((it) => it.phase === REPORT_PHASE);
  if (open || writerToCome) return [];
  const stub = (state.failures['compose-report']?.try ?? 0) >= STUB_AFTER;
  return [plain({ kind: 'compose-report', outcome: state.life.outcome, stub })];
}

function wantedFor(state: RunState, dispatch: DispatchState): Wanted<RunEffect>[] {
  const attempt = currentAttempt(dispatch);
  if (attempt && isLive(attempt)) {
    const look = attemptEffect(state, dispatch, attempt);
    return examination(dispatch).concat(look ? [look] : []);
  }
  if (dispatch.ended) return examination(dispatch);
  const seat = seatOf(state, dispatch.seat);
  if (state.paused || !seat) return [];
  if (state.life.kind === 'concluding' && dispatch.phase !== REPORT_PHASE) return [];
  if (seat.workplace === 'checkout' && dispatch.workplace === null) {
    // One checkout serves all of a seat's dispatches, so they take their turns at it.
    return [
      {
        key: `make-workplace:${dispatch.id}`,
        subject: `workplace:${seat.name}`,
        effect: { kind: 'make-workplace', dispatch: dispatch.id, seat: seat.name },
      },
    ];
  }
  if (!attempt) return dispatch.prompts.length > 0 ? [] : [prompt(dispatch, 1, 'first', '')];
  const repair = repairNeeded(dispatch);
  return repair ? [prompt(dispatch, repair.attempt, 'repair', repair.errors)] : [];
}

function attemptEffect(state: RunState, dispatch: DispatchState, attempt: AttemptState): Wanted<RunEffect> | undefined {
  const seat = seatOf(state, dispatch.seat);
  if (!seat) return undefined;
  const at = { dispatch: dispatch.id, attempt: attempt.n };
  const subject = `attempt:${dispatch.id}.${attempt.n}`;
  switch (attempt.state) {
    case 'starting': {
      const limits = limitsFor(limitKey(dispatch), state.created.template, state.created.config);
      const hard = Math.min(limits.hard, seat.deadline ?? Number.POSITIVE_INFINITY);
      return {
        key: `start:${dispatch.id}.${attempt.n}`,
        subject,
        effect: { kind: 'start', ...at, as: attempt.kind, seat, prompt: attempt.prompt, hard, grace: limits.kill },
      };
    }
    case 'running':
    case 'suspect': {
      const watch = watchOf(state, dispatch, attempt);
      const revision = `${watch.state}${watch.overdue ? '+overdue' : ''}`;
      return { key: `look:${dispatch.id}.${attempt.n}:${revision}`, subject, effect: { kind: 'look', ...at, watch } };
    }
    case 'ending':
      return {
        key: `end:${dispatch.id}.${attempt.n}`,
        subject,
        effect: { kind: 'end', ...at, seat, reason: attempt.reason ?? 'cancelled', watch: watchOf(state, dispatch, attempt) },
      };
    case 'ended':
      return undefined;
  }
}

function examination(dispatch: DispatchState): Wanted<RunEffect>[] {
  if (!dispatch.accepted || dispatch.examined || !bringsEvidence(dispatch)) return [];
  return [
    { key: `check-evidence:${dispatch.id}`, subject: `evidence:${dispatch.id}`, effect: { kind: 'check-evidence', dispatch: dispatch.id } },
  ];
}

function prompt(dispatch: DispatchState, attempt: number, as: 'first' | 'repair', repairs: string): Wanted<RunEffect> {
  const key = `write-prompt:${dispatch.id}.${attempt}`;
  return { key, subject: key, effect: { kind: 'write-prompt', dispatch: dispatch.id, attempt, as, repairs } };
}

const plain = (effect: RunEffect): Wanted<RunEffect> => ({ key: effect.kind, subject: effect.kind, effect });

/** The earliest instant at which time alone changes something. */
function wakeUp(state: RunState, now: Instant): Instant {
  const at: Instant[] = [];
  if (state.paused) at.push(state.paused.expiresAt);
  if ((state.life.kind === 'intake' || state.life.kind === 'executing') && state.clock.since !== null) {
    at.push(now + Math.max(0, deadlineOf(state) - workedFor(state, now)));
  }
  if (state.life.kind === 'executing' && awaited(state)) at.push(state.poll ? state.poll.at + POLL_REPORT_EVERY : now);
  return at.length > 0 ? Math.min(...at) : NEVER;
}

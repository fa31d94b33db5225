// What should be under way for a run at this moment, all of it, and when to ask again.

import type { Instant } from '../../../contracts/time.ts';
import type { MaybeSteps } from '../../../runtime/steps.ts';
import { keepsTrying, retryDueAt, STUB_AFTER } from '../../../skills/dispatch/retry.ts';
import { mayComeLate } from '../../../skills/phases/late-result.ts';
import { turnOf } from '../../../skills/phases/turns.ts';
import { lookStage } from '../../../skills/phases/watch.ts';
import { mustSeek } from '../../../skills/reuse/may-reuse.ts';
import { workedFor } from '../../../skills/run/clock.ts';
import { stubOf } from '../../../skills/run/cut-short.ts';
import type { RunEffect, WantedEffect } from '../../../skills/run/effect.ts';
import { effectKey } from '../../../skills/run/effect-key.ts';
import { nextExpiry } from '../../../skills/run/gates/gates.ts';
import { phaseTimeLeft } from '../../../skills/run/phase-limit.ts';
import { isSettled } from '../../../skills/run/settled-dispatch.ts';
import {
  type AttemptState,
  currentAttempt,
  type DispatchState,
  isHeld,
  isLive,
  isLook,
  REPORT_PHASE,
  type RunState,
  runningPhase,
  seatOf,
} from '../../../skills/run/state.ts';
import { anyLive } from '../advance/advance-concluding.ts';
import { promptNeeded, repairNeeded } from '../advance/advance-dispatch.ts';
import { CONSENT_EXPIRES, deadlineOf } from '../advance/advance-run.ts';
import { pollDueAt } from '../advance/report-poll.ts';
import * as make from './make-effect.ts';

export type Agenda<Effect> = { wanted: WantedEffect<Effect>[]; askAgainAt: Instant };

export const NEVER: Instant = Number.POSITIVE_INFINITY;

export function nextRun(state: RunState, now: Instant): Agenda<RunEffect> {
  const wanted: WantedEffect<RunEffect>[] = [];
  let askAgainAt = wakeUp(state, now);
  for (const one of wantedOf(state, now)) {
    const rest = retryDueAt(state.failures[one.key], now);
    if (rest !== undefined) askAgainAt = Math.min(askAgainAt, rest);
    else wanted.push(one);
  }
  return { wanted, askAgainAt };
}

function wantedOf(state: RunState, now: Instant): WantedEffect<RunEffect>[] {
  switch (state.life.kind) {
    case 'created':
      return state.paused ? [] : [alone(effectKey('ask-admission'), () => make.askAdmission(state))];
    case 'queued': {
      const { waitsFor } = state.life;
      return state.paused ? [] : [alone(effectKey('await-admission'), () => make.awaitAdmission(state, waitsFor))];
    }
    case 'awaiting-consent': {
      const { project, providers } = state.life;
      return state.paused ? [] : [alone(effectKey('await-consent'), () => ({ kind: 'await-consent', project, providers }))];
    }
    case 'intake':
      if (state.paused) return [];
      return state.base
        ? [alone(effectKey('bind'), () => make.bind(state))]
        : [alone(effectKey('capture-base'), () => make.captureBase(state))];
    case 'executing':
      return [...state.dispatches.flatMap((it) => wantedFor(state, it)), ...phaseWants(state, now), ...releases(state)];
    case 'concluding':
      return [...state.dispatches.flatMap((it) => wantedFor(state, it)), ...releases(state), ...conclusion(state)];
    case 'ended':
      return [];
  }
}

/** What the running phase wants beside its dispatches. */
function phaseWants(state: RunState, now: Instant): WantedEffect<RunEffect>[] {
  const phase = runningPhase(state);
  if (!phase) return [];
  const { kind, turn } = turnOf(state, phase, now);
  return kind.wants?.(turn) ?? [];
}

function conclusion(state: RunState): WantedEffect<RunEffect>[] {
  if (state.life.kind !== 'concluding' || anyLive(state)) return [];
  if (state.report && state.cleared) return [];
  const open = state.dispatches.some((it) => !isSettled(it)) || state.phases.some((it) => it.state === 'pending' || it.state === 'running');
  const writerToCome =
    state.life.outcome === 'completed' &&
    state.seats.some((it) => it.role === 'report-writer') &&
    !state.dispatches.some((it) => it.phase === REPORT_PHASE);
  if (open || writerToCome) return [];
  // First, because changes made in a checkout belong in the report.
  if (!state.cleared) return [alone(effectKey('clear-workplaces'), () => make.clearWorkplaces(state))];
  const key = effectKey('compose-report');
  const failure = state.failures[key];
  const stub = failure !== undefined && failure.counted >= STUB_AFTER ? failure.message : stubOf(state);
  const write = failure === undefined || keepsTrying(failure);
  return [alone(key, () => make.composeReport(state, stub, write))];
}

/** The run waits for every provider on hold: nothing else tells it that it may continue. */
const releases = (state: RunState): WantedEffect<RunEffect>[] =>
  Object.keys(state.holds).map((provider) => alone(effectKey('await-release', provider), () => ({ kind: 'await-release', provider })));

function wantedFor(state: RunState, dispatch: DispatchState): WantedEffect<RunEffect>[] {
  const attempt = currentAttempt(dispatch);
  if (attempt && isLive(attempt)) return [...examination(state, dispatch), ...forAttempt(state, dispatch, attempt)];
  if (dispatch.ended) return [...examination(state, dispatch), ...(attempt ? lateWatch(state, dispatch, attempt) : [])];
  if (attempt?.reason === 'quota' && !attempt.houseKnows) return quotaNews(state, dispatch, attempt);
  const seat = seatOf(state, dispatch.seat);
  if (state.paused || !seat) return [];
  if (state.life.kind === 'concluding' && dispatch.phase !== REPORT_PHASE) return [];
  if (mustSeek(state, dispatch)) {
    const key = effectKey('seek-result', dispatch.id);
    return [{ key, subject: key, effect: () => make.seekResult(state, dispatch) }];
  }
  if (seat.workplace !== 'objects' && dispatch.workplace === null) {
    // A seat's dispatches share one checkout, so they take turns making it; a checkout that seats share is made once for all of them.
    const key = effectKey('make-workplace', dispatch.id);
    return [{ key, subject: `workplace:${seat.name}`, effect: () => make.makeWorkplace(state, dispatch) }];
  }
  if (!attempt) return dispatch.prompts.length > 0 ? [] : [prompt(state, dispatch, 1, 'first', '')];
  const repair = repairNeeded(dispatch);
  if (repair) return [prompt(state, dispatch, repair.attempt, 'repair', repair.errors)];
  const again = promptNeeded(dispatch);
  return again === undefined ? [] : [prompt(state, dispatch, again, 'first', '')];
}

function forAttempt(state: RunState, dispatch: DispatchState, attempt: AttemptState): WantedEffect<RunEffect>[] {
  const { id } = dispatch;
  const subject = subjectOf(dispatch, attempt);
  switch (attempt.state) {
    case 'starting':
      if (isHeld(state, dispatch)) return [];
      return [{ key: effectKey('start', id, attempt.n), subject, effect: () => make.start(state, dispatch, attempt) }];
    case 'running':
    case 'suspect': {
      const key = effectKey('look', id, attempt.n, lookStage(state, dispatch, attempt));
      return [{ key, subject, effect: () => make.look(state, dispatch, attempt) }];
    }
    case 'ending':
      return [{ key: effectKey('end', id, attempt.n), subject, effect: () => make.end(state, dispatch, attempt) }];
    case 'ended':
      return [];
  }
}

function lateWatch(state: RunState, dispatch: DispatchState, attempt: AttemptState): WantedEffect<RunEffect>[] {
  if (!mayComeLate(state, dispatch)) return [];
  const key = effectKey('await-late', dispatch.id);
  return [{ key, subject: subjectOf(dispatch, attempt), effect: () => make.awaitLate(state, dispatch, attempt) }];
}

function quotaNews(state: RunState, dispatch: DispatchState, attempt: AttemptState): WantedEffect<RunEffect>[] {
  if (attempt.resetAt === null) return [];
  const key = effectKey('hold-provider', dispatch.id, attempt.n);
  return [{ key, subject: subjectOf(dispatch, attempt), effect: () => make.holdProvider(state, dispatch, attempt) }];
}

const subjectOf = (dispatch: DispatchState, attempt: AttemptState): string => `attempt:${dispatch.id}.${attempt.n}`;

function examination(state: RunState, dispatch: DispatchState): WantedEffect<RunEffect>[] {
  if (!dispatch.accepted || dispatch.examined || !dispatch.raises) return [];
  // What a worker looked at is read from its output, which is complete once its session is over.
  if (isLook(dispatch) && dispatch.attempts.some(isLive)) return [];
  return [alone(effectKey('check-evidence', dispatch.id), () => make.checkEvidence(state, dispatch))];
}

const prompt = (
  state: RunState,
  dispatch: DispatchState,
  attempt: number,
  as: 'first' | 'repair',
  repairs: string,
): WantedEffect<RunEffect> =>
  alone(effectKey('write-prompt', dispatch.id, attempt), () => make.writePrompt(state, dispatch, attempt, as, repairs));

/** No other effect has its subject. */
const alone = (key: string, effect: () => MaybeSteps<RunEffect>): WantedEffect<RunEffect> => ({ key, subject: key, effect });

/** The earliest instant at which time alone changes something. */
function wakeUp(state: RunState, now: Instant): Instant {
  const at: Instant[] = [];
  if (state.life.kind === 'awaiting-consent') at.push(state.life.since + CONSENT_EXPIRES);
  if (state.paused) at.push(state.paused.expiresAt);
  const expiry = nextExpiry(state);
  if (expiry !== undefined) at.push(expiry);
  if ((state.life.kind === 'intake' || state.life.kind === 'executing') && state.clock.since !== null) {
    at.push(now + Math.max(0, deadlineOf(state) - workedFor(state, now)));
    const left = phaseTimeLeft(state, now);
    if (left !== undefined) at.push(now + Math.max(0, left));
  }
  const poll = state.life.kind === 'executing' ? pollDueAt(state) : undefined;
  if (poll !== undefined) at.push(Math.max(poll, now));
  return at.length > 0 ? Math.min(...at) : NEVER;
}

// What should be under way for a run at this moment, all of it, and when to ask again.

import { type Instant, timestamp } from '../../../contracts/time.ts';
import { restsUntil, STUB_AFTER } from '../../../skills/dispatch/retry.ts';
import { auditWanted } from '../../../skills/phases/verdict/advance.ts';
import { ceilingOf } from '../../../skills/run/budget.ts';
import { workedFor } from '../../../skills/run/clock.ts';
import { mayComeLate } from '../../../skills/run/collecting.ts';
import type { RunEffect, Wanted } from '../../../skills/run/effect.ts';
import { nextExpiry } from '../../../skills/run/gates.ts';
import { bringsEvidence, isSettled } from '../../../skills/run/settled.ts';
import {
  type AttemptState,
  currentAttempt,
  type DispatchState,
  isHeld,
  isLive,
  REPORT_PHASE,
  type RunState,
  seatOf,
} from '../../../skills/run/state.ts';
import { limitsOf, watchOf } from '../../../skills/run/watch.ts';
import { anyLive } from '../advance/advance-concluding.ts';
import { repairNeeded } from '../advance/advance-dispatch.ts';
import { awaited, CONSENT_EXPIRES, deadlineOf, POLL_REPORT_EVERY } from '../advance/advance-run.ts';

export type Agenda<Effect> = { wanted: Wanted<Effect>[]; askAgainAt: Instant };

export const NEVER: Instant = Number.POSITIVE_INFINITY;

export function nextRun(state: RunState, now: Instant): Agenda<RunEffect> {
  const wanted: Wanted<RunEffect>[] = [];
  let askAgainAt = wakeUp(state, now);
  for (const one of wantedOf(state)) {
    const rest = restsUntil(state.failures[one.key], now);
    if (rest !== undefined) askAgainAt = Math.min(askAgainAt, rest);
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
    case 'awaiting-consent': {
      const { project, providers } = state.life;
      return state.paused ? [] : [plain({ kind: 'await-consent', project, providers })];
    }
    case 'intake':
      if (state.paused) return [];
      return state.base ? [plain({ kind: 'bind' })] : [plain({ kind: 'capture-base' })];
    case 'executing':
      return [...state.dispatches.flatMap((it) => wantedFor(state, it)), ...auditWanted(state), ...releases(state)];
    case 'concluding':
      return [...state.dispatches.flatMap((it) => wantedFor(state, it)), ...releases(state), ...conclusion(state)];
    case 'ended':
      return [];
  }
}

function conclusion(state: RunState): Wanted<RunEffect>[] {
  if (state.life.kind !== 'concluding' || anyLive(state)) return [];
  if (state.report && state.cleared) return [];
  const open = state.dispatches.some((it) => !isSettled(it)) || state.phases.some((it) => it.state === 'pending' || it.state === 'running');
  const writerToCome =
    state.life.outcome === 'completed' &&
    state.seats.some((it) => it.role === 'report-writer') &&
    !state.dispatches.some((it) => it.phase === REPORT_PHASE);
  if (open || writerToCome) return [];
  // First, because what was changed in a checkout belongs into the report.
  if (!state.cleared) return [plain({ kind: 'clear-workplaces' })];
  const stub = (state.failures['compose-report']?.try ?? 0) >= STUB_AFTER;
  return [plain({ kind: 'compose-report', outcome: state.life.outcome, stub })];
}

/** What rests is waited for whoever needs it: nobody else tells the run that it may go on. */
function releases(state: RunState): Wanted<RunEffect>[] {
  return Object.keys(state.holds).map((provider) => {
    const key = `await-release:${provider}`;
    return { key, subject: key, effect: { kind: 'await-release', provider } };
  });
}

function wantedFor(state: RunState, dispatch: DispatchState): Wanted<RunEffect>[] {
  const attempt = currentAttempt(dispatch);
  if (attempt && isLive(attempt)) {
    const look = attemptEffect(state, dispatch, attempt);
    return examination(dispatch).concat(look ? [look] : []);
  }
  if (dispatch.ended) return examination(dispatch).concat(attempt ? lateWatch(state, dispatch, attempt) : []);
  if (attempt?.reason === 'quota' && !attempt.houseKnows) return quotaNews(state, dispatch, attempt);
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
  const subject = subjectOf(dispatch, attempt);
  switch (attempt.state) {
    case 'starting': {
      if (isHeld(state, dispatch)) return undefined;
      const { hard, kill: grace } = limitsOf(state, dispatch);
      const last = dispatch.attempts.find((it) => it.n === attempt.n - 1);
      const before = last ? watchOf(state, dispatch, last) : null;
      return {
        key: `start:${dispatch.id}.${attempt.n}`,
        subject,
        effect: { kind: 'start', ...at, as: attempt.kind, seat, prompt: attempt.prompt, hard, grace, before, usd: capOf(state, attempt) },
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

function lateWatch(state: RunState, dispatch: DispatchState, attempt: AttemptState): Wanted<RunEffect>[] {
  if (!mayComeLate(state, dispatch)) return [];
  return [
    {
      key: `await-late:${dispatch.id}`,
      subject: subjectOf(dispatch, attempt),
      effect: { kind: 'await-late', dispatch: dispatch.id, attempt: attempt.n, watch: watchOf(state, dispatch, attempt) },
    },
  ];
}

function quotaNews(state: RunState, dispatch: DispatchState, attempt: AttemptState): Wanted<RunEffect>[] {
  const seat = seatOf(state, dispatch.seat);
  if (!seat || attempt.resetAt === null) return [];
  const at = { dispatch: dispatch.id, attempt: attempt.n };
  const effect = { kind: 'hold-provider' as const, ...at, provider: seat.provider, until: timestamp(attempt.resetAt) };
  return [{ key: `hold-provider:${dispatch.id}.${attempt.n}`, subject: subjectOf(dispatch, attempt), effect }];
}

const subjectOf = (dispatch: DispatchState, attempt: AttemptState): string => `attempt:${dispatch.id}.${attempt.n}`;

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
  if (state.life.kind === 'awaiting-consent') at.push(state.life.since + CONSENT_EXPIRES);
  if (state.paused) at.push(state.paused.expiresAt);
  const expiry = nextExpiry(state);
  if (expiry !== undefined) at.push(expiry);
  if ((state.life.kind === 'intake' || state.life.kind === 'executing') && state.clock.since !== null) {
    at.push(now + Math.max(0, deadlineOf(state) - workedFor(state, now)));
  }
  if (state.life.kind === 'executing' && awaited(state)) at.push(state.poll ? state.poll.at + POLL_REPORT_EVERY : now);
  return at.length > 0 ? Math.min(...at) : NEVER;
}

/** Its share of the ceiling in money, for programs that take a cap of their own. */
function capOf(state: RunState, { share }: AttemptState): number | null {
  const { usd } = ceilingOf(state);
  return usd === undefined || share === null ? null : Math.round(usd * share * 100) / 100;
}

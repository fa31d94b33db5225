// Collects what the watcher of an attempt needs to know.

import type { Role } from '../../contracts/task/agent.ts';
import { type Instant, instant, millis, timestamp } from '../../contracts/time.ts';
import { type LimitKey, type Limits, limitsFor } from '../dispatch/limits.ts';
import type { Watch } from '../dispatch/watch.ts';
import { type AttemptState, type DispatchState, type RunState, seatOf } from '../run/state.ts';
import { phaseOf } from './table.ts';
import { contributionsTo } from './turns.ts';
import { expectedOf, WORK_KINDS } from './work-kinds.ts';

export function watchOf(state: RunState, dispatch: DispatchState, attempt: AttemptState): Watch {
  const { accepted } = dispatch;
  const limits = limitsOf(state, dispatch);
  const lease = leaseOf(state, dispatch, attempt, limits);
  return {
    dispatch: dispatch.id,
    nonce: attempt.nonce,
    role: dispatch.role as Role,
    state: watchState(dispatch, attempt),
    overdue: attempt.overdue,
    answeredAt: accepted?.attempt === attempt.n ? accepted.age : null,
    limits,
    ...(lease && { lease }),
    ...expected(state, dispatch),
  };
}

/** A look starts over whenever this changes, because then other rules judge what it sees. */
export function lookStage(state: RunState, dispatch: DispatchState, attempt: AttemptState): string {
  const until = heldUntil(state, dispatch);
  return `${watchState(dispatch, attempt)}${attempt.overdue ? '+overdue' : ''}${until === undefined ? '' : `+until${until}`}`;
}

/** Measured in the session's awake age, so that a sleeping machine uses up nobody's time. Never longer than the hard deadline. */
function leaseOf(state: RunState, dispatch: DispatchState, { startedAt }: AttemptState, { hard }: Limits): Watch['lease'] {
  const until = heldUntil(state, dispatch);
  if (until === undefined || startedAt === null) return undefined;
  const age = Math.min(until - startedAt, hard);
  return { age, over: `Its time to carry it out from outside was over at ${timestamp(startedAt + age)}` };
}

function heldUntil({ memory }: RunState, { id, phase: key }: DispatchState): Instant | undefined {
  const it = memory[key];
  const until = it && phaseOf({ kind: it.kind, key }).heldUntil?.(it.own, id);
  return until === undefined ? undefined : instant(until);
}

/** What a run needs to continue is checked before the answer is accepted. */
function expected(state: RunState, { skill }: DispatchState): Pick<Watch, 'expects'> {
  const expects = expectedOf(skill, state, contributionsTo(state));
  return expects ? { expects } : {};
}

function watchState(dispatch: DispatchState, attempt: AttemptState): Watch['state'] {
  if (attempt.state === 'ended') return 'late';
  if (attempt.state === 'ending') return 'ending';
  if (dispatch.accepted?.attempt === attempt.n) return 'leaving';
  return attempt.state === 'suspect' ? 'suspect' : 'running';
}

export function limitsOf(state: RunState, dispatch: DispatchState): Limits {
  const { template, config } = state.created;
  const own = seatOf(state, dispatch.seat)?.deadline ?? Number.POSITIVE_INFINITY;
  const { deadline } = state.phases.find((it) => it.template.key === dispatch.phase)?.template ?? {};
  const most = Math.min(own, deadline === undefined ? own : millis(deadline));
  return limitsFor(limitKey(dispatch), template, config, Number.isFinite(most) ? most : null);
}

const limitKey = (dispatch: DispatchState): LimitKey => WORK_KINDS[dispatch.skill]?.limits ?? (dispatch.role as LimitKey);

// What the watcher of an attempt must know of it.

import type { Role } from '../../contracts/agent.ts';
import type { Watch } from '../../skills/dispatch/judge-look.ts';
import { type LimitKey, limitsFor } from '../../skills/dispatch/limits.ts';
import type { AttemptState, DispatchState, RunState } from './run-state.ts';

export function watchOf(state: RunState, dispatch: DispatchState, attempt: AttemptState): Watch {
  return {
    dispatch: dispatch.id,
    nonce: attempt.nonce,
    role: dispatch.role as Role,
    state: watchState(dispatch, attempt),
    overdue: attempt.overdue,
    limits: limitsFor(limitKey(dispatch), state.created.template, state.created.config),
  };
}

function watchState(dispatch: DispatchState, attempt: AttemptState): Watch['state'] {
  if (attempt.state === 'ending') return 'ending';
  if (dispatch.accepted?.attempt === attempt.n) return 'leaving';
  return attempt.state === 'suspect' ? 'suspect' : 'running';
}

export const limitKey = (dispatch: DispatchState): LimitKey =>
  dispatch.skill === 'convergence' ? 'verdicts' : (dispatch.role as LimitKey);

// Whether a dispatch that has failed may still be saved by a result that comes late: while its phase,
// or its round of convergence, has not closed.

import { draftOf, voteUnderWay } from '../phases/plan/work.ts';
import type { DispatchState, PhaseState, RunState } from './state.ts';

export function mayComeLate(state: RunState, dispatch: DispatchState): boolean {
  if (state.life.kind !== 'executing' || dispatch.accepted || !hasFailed(dispatch)) return false;
  if (state.dispatches.some((it) => it.supersedes === dispatch.id)) return false;
  const phase = state.phases.find((it) => it.template.key === dispatch.phase);
  if (phase?.state !== 'running') return false;
  if (phase.template.kind === 'fan-out') return true;
  if (phase.template.kind === 'plan') return isVoting(state, phase, dispatch);
  const { convergence } = state;
  return convergence?.asks.some((it) => it.dispatch === dispatch.id && it.outcome === 'pending') ?? false;
}

/** Until the last of those who were asked with it has answered. */
function isVoting(state: RunState, phase: PhaseState, dispatch: DispatchState): boolean {
  const plan = draftOf(state, phase);
  return plan !== undefined && voteUnderWay(state, phase, plan).some((it) => it.id === dispatch.id);
}

/** Told to stop, or never begun, is no failure; what was refused once is refused late too, and is not looked for. */
export const hasFailed = ({ ended }: DispatchState): boolean => ended?.status === 'timeout' || ended?.status === 'error';

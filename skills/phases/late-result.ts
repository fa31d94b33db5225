// Whether a failed dispatch may still be saved by a late result: while its phase, or its round of questions, is open.

import { hasFailed } from '../run/settled-dispatch.ts';
import type { DispatchState, RunState } from '../run/state.ts';
import { turnOf } from './turns.ts';

export function mayComeLate(state: RunState, dispatch: DispatchState): boolean {
  if (state.life.kind !== 'executing' || dispatch.accepted || !hasFailed(dispatch)) return false;
  if (state.dispatches.some((it) => it.supersedes === dispatch.id)) return false;
  const phase = state.phases.find((it) => it.template.key === dispatch.phase);
  if (phase?.state !== 'running') return false;
  const { kind, turn } = turnOf(state, phase, state.lastAt);
  return kind.waitsForLate?.(turn, dispatch) ?? false;
}

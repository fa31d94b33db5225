// What becomes of a dispatch whose effect has failed again and again: it is given up with its reason,
// so that one broken disk or one vanished repository never holds the whole run.

import type { EvidenceCheck } from '../../../contracts/findings/finding.ts';
import { GIVE_UP_AFTER } from '../../../skills/dispatch/retry.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { claimsOf } from '../../../skills/run/claims.ts';
import { effectKey } from '../../../skills/run/effect-key.ts';
import { currentAttempt, type DispatchState, type RunState } from '../../../skills/run/state.ts';

export function stuckDispatch(state: RunState, dispatch: DispatchState): RunEvent[] {
  const { id, seat } = dispatch;
  const failed = (key: string) => {
    const failure = state.failures[key];
    return failure && failure.counted >= GIVE_UP_AFTER ? `${key} failed ${failure.try} times: ${failure.message}` : undefined;
  };
  const attempt = currentAttempt(dispatch);
  if (attempt?.state === 'starting') {
    const detail = failed(effectKey('start', id, attempt.n));
    return detail ? [{ type: 'attempt.ending', payload: { dispatch: id, attempt: attempt.n, seat, reason: 'spawn-failed', detail } }] : [];
  }
  if (!dispatch.ended && (!attempt || attempt.state === 'ended')) {
    const detail = failed(effectKey('make-workplace', id)) ?? failed(effectKey('write-prompt', id, (attempt?.n ?? 0) + 1));
    return detail ? [{ type: 'dispatch.ended', payload: { dispatch: id, seat, status: 'error', reason: 'effect-failed', detail } }] : [];
  }
  if (dispatch.accepted && !dispatch.examined && dispatch.raises) {
    const note = failed(effectKey('check-evidence', id));
    return note ? [unexaminable(state, dispatch, note)] : [];
  }
  return [];
}

/** The result stands, and nobody could look: said at every piece of its evidence. */
function unexaminable(state: RunState, dispatch: DispatchState, note: string): RunEvent {
  const check: EvidenceCheck = { outcome: 'uncheckable', note };
  const { findings, verdicts, gaps } = claimsOf(state, dispatch);
  return {
    type: 'evidence.checked',
    payload: {
      dispatch: dispatch.id,
      findings: findings.map(({ ref, evidence }) => ({ ref, checks: evidence.map(() => check) })),
      verdicts: verdicts.map(({ finding, evidence }) => ({ finding, checks: evidence.map(() => check) })),
      gaps: gaps.map(({ gap, evidence }) => ({ gap, checks: evidence.map(() => check) })),
    },
  };
}

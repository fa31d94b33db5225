// Gives up a dispatch whose effect keeps failing, so that one broken disk or one vanished repository never blocks the whole run.

import type { EvidenceCheck } from '../../../contracts/findings/finding.ts';
import { USAGE_UNAVAILABLE } from '../../../contracts/usage.ts';
import { GIVE_UP_AFTER } from '../../../skills/dispatch/retry.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { lookStage } from '../../../skills/phases/watch.ts';
import { claimsOf } from '../../../skills/run/claims.ts';
import { effectKey } from '../../../skills/run/effect-key.ts';
import { type AttemptState, currentAttempt, type DispatchState, type RunState } from '../../../skills/run/state.ts';

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
  if (attempt?.state === 'running' || attempt?.state === 'suspect') {
    const detail = failed(effectKey('look', id, attempt.n, lookStage(state, dispatch, attempt)));
    return detail ? [{ type: 'attempt.ending', payload: { dispatch: id, attempt: attempt.n, seat, reason: 'host-lost', detail } }] : [];
  }
  if (attempt?.state === 'ending') {
    const detail = failed(effectKey('end', id, attempt.n));
    return detail ? [endedUnseen(dispatch, attempt, detail)] : [];
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

/** Nobody saw it end, so it may still be running, and nothing is started beside it. */
function endedUnseen({ id, seat }: DispatchState, attempt: AttemptState, message: string): RunEvent {
  const end = { by: 'lost', code: null, signal: null, message, gone: false } as const;
  const known = { dispatch: id, attempt: attempt.n, seat, reason: attempt.reason ?? 'host-lost', detail: attempt.detail || message };
  return { type: 'attempt.ended', payload: { ...known, end, usage: USAGE_UNAVAILABLE, age: 0, errors: [] } };
}

/** Checkouts that can be neither examined nor removed do not keep a run from ending. */
export function stuckClearing(state: RunState): RunEvent[] {
  const failure = state.failures[effectKey('clear-workplaces')];
  if (state.cleared || !failure || failure.counted < GIVE_UP_AFTER) return [];
  const text = `The checkouts of the workers could not be removed, and changes in them are not reported: ${failure.message}`;
  return [
    { type: 'note.added', payload: { note: { kind: 'warning', text } } },
    { type: 'run.cleared', payload: {} },
  ];
}

/** The result counts although it could not be checked: every piece of its evidence says so. */
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

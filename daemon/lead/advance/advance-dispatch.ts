// The next step of one dispatch: start an attempt, give up, or wait for what is in progress.

import { terminalStatus } from '../../../contracts/work/dispatch.ts';
import type { Room } from '../../../skills/dispatch/budget.ts';
import { consequenceOf, type PastAttempt } from '../../../skills/dispatch/consequence.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { type AttemptState, currentAttempt, type DispatchState, isLive } from '../../../skills/run/state.ts';

/** Why the dispatch stops, and the details recorded for an attempt in progress (`ending`) and for the dispatch itself (`over`). */
export type Stopping = { reason: 'cancelled' | 'deadline'; ending: string; over: string };

export type Circumstances = {
  /** The run is concluding, or the phase has reached its time limit: live attempts are ended and no new ones start. */
  stopping: Stopping | false;
  paused: boolean;
  /** Its provider is on hold: the dispatch waits for it, or ends without it. */
  held: false | 'wait' | 'go-without';
  /** What the run's budget leaves for one more attempt. */
  room: Room;
};

export function stepDispatch(dispatch: DispatchState, { stopping, paused, held, room }: Circumstances): RunEvent[] {
  if (dispatch.ended) return [];
  const attempt = currentAttempt(dispatch);
  if (attempt && isLive(attempt)) {
    const end = endingOf(attempt, stopping, held);
    return end ? [{ type: 'attempt.ending', payload: { ...naming(dispatch, attempt.n), ...end } }] : [];
  }
  if (stopping) return [over(dispatch, attempt ? terminalStatus(stopping.reason) : 'not-run', stopping.reason, stopping.over)];
  if (held === 'go-without') return [over(dispatch, 'error', 'quota', RESTS)];
  if (room.kind === 'spent' && held === false && dispatch.role === 'report-writer') return [over(dispatch, 'not-run', 'budget', SPENT)];
  const mayStart = !paused && !held && room.kind !== 'reserved' && room.kind !== 'spent';
  if (!attempt) return mayStart && dispatch.prompts.length > 0 ? [starting(dispatch, 1, 'first', room)] : [];

  const next = consequenceOf(pastOf(dispatch));
  switch (next.kind) {
    case 'complete':
      return [over(dispatch, 'completed', 'done', '')];
    case 'give-up':
      return [over(dispatch, terminalStatus(next.reason), next.reason, attempt.detail)];
    case 'again': {
      // The house is told first, so that workers of other runs do not run into the same limit.
      if (!mayStart || (attempt.reason === 'quota' && !attempt.houseKnows)) return [];
      const n = attempt.n + 1;
      // A repair waits for its own prompt, which quotes what was wrong.
      if (next.as === 'repair' && !dispatch.prompts.some((it) => it.attempt === n)) return [];
      if (dispatch.prompts.length === 0) return [];
      return [starting(dispatch, n, next.as, room)];
    }
  }
}

/** Why an attempt in progress has to end now, unless it already does. */
function endingOf({ state }: AttemptState, stopping: Circumstances['stopping'], held: Circumstances['held']) {
  if (state === 'ending') return undefined;
  if (held === 'go-without' && state === 'starting') return { reason: 'quota' as const, detail: RESTS };
  return stopping ? { reason: stopping.reason, detail: stopping.ending } : undefined;
}

/** The errors of the last answer, if a repair prompt has to be written. */
export function repairNeeded(dispatch: DispatchState): { attempt: number; errors: string } | undefined {
  const attempt = currentAttempt(dispatch);
  if (dispatch.ended || !attempt || isLive(attempt) || !attempt.reason) return undefined;
  const next = consequenceOf(pastOf(dispatch));
  if (next.kind !== 'again' || next.as !== 'repair' || dispatch.prompts.some((it) => it.attempt === attempt.n + 1)) return undefined;
  return { attempt: attempt.n + 1, errors: attempt.detail };
}

/** The attempt that needs a new prompt, because the earlier ones are in the home of another node. */
export function promptNeeded(dispatch: DispatchState): number | undefined {
  const attempt = currentAttempt(dispatch);
  if (dispatch.ended || dispatch.prompts.length > 0 || !attempt || isLive(attempt)) return undefined;
  return consequenceOf(pastOf(dispatch)).kind === 'again' ? attempt.n + 1 : undefined;
}

const SPENT = 'the budget of the run is used up';
const RESTS = 'its provider is on hold, and the run no longer waits for it';

export const pastOf = (dispatch: DispatchState): PastAttempt[] =>
  // A worker on a host only reads, and the host ends it by itself, so what is left of it cannot get in the way of the next attempt.
  dispatch.attempts.flatMap(({ kind, reason, end, host }) =>
    reason ? [{ kind, reason, gone: host !== undefined || (end?.gone ?? true) }] : [],
  );

const naming = (dispatch: DispatchState, attempt: number) => ({ dispatch: dispatch.id, attempt, seat: dispatch.seat });

function starting(dispatch: DispatchState, n: number, kind: 'first' | 'redispatch' | 'repair', room: Room): RunEvent {
  const share = room.kind === 'room' ? { share: room.share } : {};
  return { type: 'attempt.starting', payload: { ...naming(dispatch, n), kind, ...share } };
}

function over(
  dispatch: DispatchState,
  status: 'completed' | 'timeout' | 'error' | 'cancelled' | 'not-run',
  reason: string,
  detail: string,
): RunEvent {
  return { type: 'dispatch.ended', payload: { dispatch: dispatch.id, seat: dispatch.seat, status, reason, detail } };
}

// Why a worker is in its current state and what happens next, by the same rules that the lead follows.
// Pure; `look` is a fresh look at the worker, if it is running.

import type { Explanation } from '../../../contracts/run/explanation.ts';
import { type Instant, timestamp } from '../../../contracts/time.ts';
import type { Look } from '../../../runtime/watch/look.ts';
import { consequenceOf } from '../../../skills/dispatch/consequence.ts';
import { mayComeLate } from '../../../skills/phases/late-result.ts';
import { isAboutDispatch, localKey } from '../../../skills/run/effect-key.ts';
import { type AttemptState, currentAttempt, type DispatchState, isHeld, isLive, type RunState, seatOf } from '../../../skills/run/state.ts';
import { lookWords, WHY_INCONCLUSIVE } from '../../../skills/wording/looks.ts';
import { duration } from '../../../skills/wording/numbers.ts';
import { pastOf } from '../advance/advance-dispatch.ts';
import { explainLook } from './explain-look.ts';

type Next = Explanation['next'][number];
type ExplanationParts = Pick<Explanation, 'stands' | 'seen' | 'next'>;

export function explainWorker(state: RunState, dispatch: DispatchState, look: Look | undefined, now: Instant): Explanation {
  const attempt = currentAttempt(dispatch);
  const { stands, seen, next } = explain(state, dispatch, attempt, look, now);
  return {
    dispatch: dispatch.id,
    seat: dispatch.seat,
    attempt: attempt?.n ?? null,
    stands,
    seen: [...seen, ...troubles(state, dispatch, now)],
    next: next.toSorted((a, b) => (a.inMs ?? Number.POSITIVE_INFINITY) - (b.inMs ?? Number.POSITIVE_INFINITY)),
  };
}

function explain(
  state: RunState,
  dispatch: DispatchState,
  attempt: AttemptState | undefined,
  look: Look | undefined,
  now: Instant,
): ExplanationParts {
  if (attempt && isLive(attempt)) return explainLive(state, dispatch, attempt, look, now);
  if (dispatch.ended) return explainEnded(state, dispatch);
  if (state.life.kind === 'ended') return { stands: 'It was never started.', seen: [], next: [] };
  const waits = waitsFor(state, dispatch, now);
  if (!attempt) return { stands: 'It is prepared but not started.', seen: [], next: waits };
  const stands = `Attempt ${attempt.n} has ended: ${because(attempt)}.`;
  const next = consequenceOf(pastOf(dispatch));
  switch (next.kind) {
    case 'complete':
      return { stands, seen: [], next: [atOnce('The dispatch is completed')] };
    case 'give-up':
      return { stands, seen: [], next: [atOnce(`The dispatch ends as failed (${next.reason})`)] };
    case 'again': {
      const what =
        next.as === 'repair' ? 'A repair starts, with a prompt that quotes the errors' : 'It is started again with the same prompt';
      return { stands, seen: [], next: waits.length > 0 ? [...waits, { what, inMs: null }] : [atOnce(what)] };
    }
  }
}

function explainLive(
  state: RunState,
  dispatch: DispatchState,
  attempt: AttemptState,
  look: Look | undefined,
  now: Instant,
): ExplanationParts {
  switch (attempt.state) {
    case 'starting': {
      const waits = waitsFor(state, dispatch, now);
      const place = { what: 'It starts as soon as there is a free slot for a worker', inMs: null };
      return { stands: `Attempt ${attempt.n} (${attempt.kind}) is about to start.`, seen: [], next: waits.length > 0 ? waits : [place] };
    }
    case 'ending':
      return {
        stands: `Attempt ${attempt.n} is being ended: ${because(attempt)}.`,
        seen: ['Its result is read once more; then its process group is told to end, and is killed after a grace period.'],
        next: [atOnce('Its end is confirmed and recorded')],
      };
    default:
      return explainLook(state, dispatch, attempt, look);
  }
}

function explainEnded(state: RunState, dispatch: DispatchState): ExplanationParts {
  const { status, reason, detail } = dispatch.ended ?? { status: 'ended', reason: '', detail: '' };
  const stands = `It is over: ${status}${reason === 'done' ? '' : ` (${reason}${detail === '' ? '' : `: ${detail}`})`}.`;
  const late = { what: 'A valid result at its path still completes it, until its phase ends', inMs: null };
  return { stands, seen: [...attemptsOf(dispatch), ...looked(state, dispatch)], next: mayComeLate(state, dispatch) ? [late] : [] };
}

/** What an analysis looked at, and whether its answer counts. */
function looked(state: RunState, { id, seat, receipt, inconclusive }: DispatchState): string[] {
  if (receipt === null) return [];
  const judges = seatOf(state, seat)?.judges ?? 'anything';
  const absent =
    receipt.absent.length === 0 ? [] : [`It says that it looked at paths that are not there: ${receipt.absent.slice(0, 5).join(', ')}.`];
  const counts =
    inconclusive === null
      ? []
      : [`Its answer is inconclusive and counts nowhere: it ${WHY_INCONCLUSIVE[inconclusive]}. The same prompt is not sent again.`];
  return [...counts, `It ${lookWords({ seat, dispatch: id, judges, receipt, inconclusive })}.`, ...absent];
}

/** What keeps it from starting, if anything does. */
function waitsFor(state: RunState, dispatch: DispatchState, now: Instant): Next[] {
  const waits: Next[] = [];
  if (state.paused) waits.push({ what: `The run is paused (${state.paused.reason}); to continue: muster resume ${state.id}`, inMs: null });
  const provider = seatOf(state, dispatch.seat)?.provider ?? '';
  const hold = state.holds[provider];
  if (hold && isHeld(state, dispatch)) {
    const what = `The provider ${provider} can be used again at ${timestamp(hold.until)}; ${hold.by} reached its limit`;
    waits.push({ what, inMs: Math.max(0, hold.until - now) });
  }
  return waits;
}

/** Effects of this dispatch that failed and are tried again. */
function troubles(state: RunState, dispatch: DispatchState, now: Instant): string[] {
  if (dispatch.ended) return [];
  return Object.entries(state.failures).flatMap(([key, it]) => {
    if (!isAboutDispatch(key, dispatch.id)) return [];
    const again = it.retryAt > now ? `; retried in ${duration(it.retryAt - now)}` : '';
    return [`${localKey(key, state.id)} failed ${it.try === 1 ? 'once' : `${it.try} times`}: ${it.message}${again}`];
  });
}

const attemptsOf = (dispatch: DispatchState): string[] =>
  dispatch.attempts.map((it) => `Attempt ${it.n} (${it.kind}): ${it.reason ?? it.state}${it.detail === '' ? '' : `, ${it.detail}`}.`);

const because = ({ reason, detail }: AttemptState): string => [reason ?? 'unknown', detail].filter((it) => it !== '').join(', ');
const atOnce = (what: string): Next => ({ what, inMs: 0 });

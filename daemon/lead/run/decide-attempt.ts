// What an observation of one attempt of a worker means for its run: that it started, what it looks like, that it ended, and what it left.

import { type Instant, instant, type Millis, timestamp } from '../../../contracts/time.ts';
import { USAGE_NONE } from '../../../contracts/usage.ts';
import type { ResultFlag } from '../../../contracts/work/dispatch.ts';
import { type MaybeSteps, type Steps, stepsOf } from '../../../runtime/steps.ts';
import type { Look } from '../../../runtime/watch/look.ts';
import { acceptResult } from '../../../skills/dispatch/accept.ts';
import { endReason } from '../../../skills/dispatch/end-reason.ts';
import { judgeLook } from '../../../skills/dispatch/judge-look.ts';
import { heldUntil } from '../../../skills/dispatch/quota.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { mayComeLate } from '../../../skills/phases/late-result.ts';
import { watchOf } from '../../../skills/phases/watch.ts';
import type { RunObservation } from '../../../skills/run/effect.ts';
import { type AttemptState, type DispatchState, dispatchOf, type RunState } from '../../../skills/run/state.ts';
import { answeredBy } from './decide-reuse.ts';

type Observation<Kind extends RunObservation['kind']> = Extract<RunObservation, { kind: Kind }>;
type AttemptObservation = Observation<'started' | 'not-started' | 'looked' | 'ended' | 'orphan'>;

/** Nothing, if the attempt is unknown or has ended. */
export function decideAttempt(state: RunState, observation: AttemptObservation, at: Instant): MaybeSteps<RunEvent[]> {
  const dispatch = dispatchOf(state, observation.dispatch);
  const attempt = dispatch?.attempts.find((it) => it.n === observation.attempt);
  if (!dispatch || !attempt || attempt.state === 'ended') return [];
  switch (observation.kind) {
    case 'started':
      return decideStarted(state, dispatch, attempt, observation);
    case 'not-started':
      return decideNotStarted(dispatch, attempt, observation);
    case 'looked':
      return decideLook(state, dispatch, attempt, observation.look);
    case 'ended':
      return decideEnd(state, dispatch, attempt, observation, at);
    case 'orphan':
      return decideOrphan(state, dispatch, attempt, observation.look);
  }
}

/** A result that came after its dispatch was closed. */
export function decideLate(state: RunState, observation: Observation<'late'>): MaybeSteps<RunEvent[]> {
  const dispatch = dispatchOf(state, observation.dispatch);
  return dispatch && mayComeLate(state, dispatch) ? decideLeft(state, dispatch, observation, 'late') : [];
}

function decideStarted(
  state: RunState,
  dispatch: DispatchState,
  attempt: AttemptState,
  { pid, argv, model, host, here }: Observation<'started'>,
): RunEvent[] {
  if (attempt.state !== 'starting') return [];
  const where = { ...(host ? { host } : {}), ...(here === undefined || wasTold(state, here) ? {} : { here }) };
  return [{ type: 'attempt.started', payload: { ...name(dispatch, attempt), pid, argv, model, role: dispatch.role, ...where } }];
}

/** Whether the run already knows this reason for not starting workers on hosts. */
const wasTold = ({ dispatches }: RunState, here: string): boolean =>
  dispatches.some(({ attempts }) => attempts.some((it) => it.here === here));

const decideNotStarted = (dispatch: DispatchState, attempt: AttemptState, { reason, detail }: Observation<'not-started'>): RunEvent[] =>
  attempt.state === 'starting' ? [{ type: 'attempt.ending', payload: { ...name(dispatch, attempt), reason, detail } }] : [];

function decideLook(state: RunState, dispatch: DispatchState, attempt: AttemptState, look: Look): MaybeSteps<RunEvent[]> {
  if (attempt.state === 'starting') return [];
  const judgement = judgeLook(watchOf(state, dispatch, attempt), look);
  const named = name(dispatch, attempt);
  if (judgement.kind === 'answered') {
    if (dispatch.ended || dispatch.accepted) return [];
    return accepting(state, dispatch, attempt, judgement, attempt.state === 'ending' ? ['orphan'] : [], look.session?.age);
  }
  // It is already being ended; only a result could still change that.
  if (attempt.state === 'ending') return [];
  switch (judgement.kind) {
    case 'wait':
      return [];
    case 'overdue':
      return [{ type: 'attempt.overdue', payload: { ...named, age: judgement.age } }];
    case 'suspect':
      return [{ type: 'attempt.suspected', payload: { ...named, quietFor: judgement.quietFor } }];
    case 'recovered':
      return [{ type: 'attempt.recovered', payload: { ...named, sign: judgement.sign } }];
    case 'end':
      return [{ type: 'attempt.ending', payload: { ...named, reason: judgement.reason, detail: judgement.detail } }];
    case 'left':
      return [{ type: 'attempt.ending', payload: { ...named, reason: 'done', detail: '' } }];
  }
}

/** The session is gone, and this was the last look at what it left. */
function* decideEnd(
  state: RunState,
  dispatch: DispatchState,
  attempt: AttemptState,
  observation: Observation<'ended'>,
  at: Instant,
): Steps<RunEvent[]> {
  if (attempt.state !== 'ending' || attempt.reason === null) return [];
  const judgement = dispatch.accepted ? undefined : judgeLook(watchOf(state, dispatch, attempt), observation.look);
  const accepted = judgement?.kind === 'answered' ? yield* accepting(state, dispatch, attempt, judgement, ['orphan']) : [];
  // An accepted answer counts, whatever the program says about its end.
  const answered = accepted.length > 0 || dispatch.accepted?.attempt === attempt.n;
  const known = { reason: attempt.reason, detail: attempt.detail };
  const because = answered ? { ...known, reason: 'done' as const } : endReason(known, observation.because, observation.lastLine);
  const { end, usage, estimate, age, errors, session, model, unread } = observation;
  const told = { ...(session === undefined ? {} : { session }), ...(model === undefined ? {} : { model }), ...(unread ? { unread } : {}) };
  const rests = because.reason === 'quota' ? { resetAt: timestamp(restOf(dispatch, observation, at)) } : {};
  return [
    ...accepted,
    {
      type: 'attempt.ended',
      payload: {
        ...name(dispatch, attempt),
        reason: because.reason,
        detail: because.detail,
        end,
        usage,
        ...(estimate ? { estimate } : {}),
        age,
        errors,
        ...rests,
        ...told,
      },
    },
  ];
}

function restOf(dispatch: DispatchState, { because }: Observation<'ended'>, at: Instant): Instant {
  const before = dispatch.attempts.filter((it) => it.reason === 'quota' && it.state === 'ended').length;
  return heldUntil(because?.resetAt === undefined ? null : instant(because.resetAt), before, at);
}

/** An attempt was about to start when the one before it turned out to have answered. */
function* decideOrphan(state: RunState, dispatch: DispatchState, attempt: AttemptState, look: Look): Steps<RunEvent[]> {
  if (attempt.state !== 'starting') return [];
  const accepted = yield* stepsOf(decideLeft(state, dispatch, { attempt: attempt.n - 1, look }, 'orphan'));
  if (accepted.length === 0) return [];
  const detail = `not needed: attempt ${attempt.n - 1} left a valid result`;
  const nothing = { end: null, usage: USAGE_NONE, age: 0, errors: [] };
  return [...accepted, { type: 'attempt.ended', payload: { ...name(dispatch, attempt), reason: 'cancelled', detail, ...nothing } }];
}

/** What an attempt that has ended left behind, judged as if it had come in time. */
function decideLeft(
  state: RunState,
  dispatch: DispatchState,
  { attempt: n, look }: { attempt: number; look: Look },
  flag: 'late' | 'orphan',
): MaybeSteps<RunEvent[]> {
  const attempt = dispatch.attempts.find((it) => it.n === n);
  if (!attempt || dispatch.accepted) return [];
  const judgement = judgeLook(watchOf(state, dispatch, attempt), look);
  return judgement.kind === 'answered' ? accepting(state, dispatch, attempt, judgement, [flag]) : [];
}

function accepting(
  state: RunState,
  dispatch: DispatchState,
  attempt: AttemptState,
  judgement: Extract<ReturnType<typeof judgeLook>, { kind: 'answered' }>,
  more: readonly ResultFlag[],
  age?: Millis,
): Steps<RunEvent[]> {
  const flags = [...judgement.flags, ...more];
  const found = { digest: judgement.digest, bytes: judgement.bytes.byteLength, flags, ...(age === undefined ? {} : { age }) };
  return acceptResult(answeredBy(state, dispatch, attempt.n), judgement.result, found);
}

const name = (dispatch: DispatchState, attempt: AttemptState) => ({ dispatch: dispatch.id, attempt: attempt.n, seat: dispatch.seat });

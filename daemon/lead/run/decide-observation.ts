// What each observation means for a run.

import { type Instant, instant, type Millis, timestamp } from '../../../contracts/time.ts';
import { USAGE_NONE } from '../../../contracts/usage.ts';
import type { ResultFlag } from '../../../contracts/work/dispatch.ts';
import { type MaybeSteps, type Steps, stepsOf } from '../../../runtime/steps.ts';
import type { Look } from '../../../runtime/watch/look.ts';
import { acceptResult } from '../../../skills/dispatch/accept.ts';
import { endReason } from '../../../skills/dispatch/end-reason.ts';
import { judgeLook } from '../../../skills/dispatch/judge-look.ts';
import { inconclusive } from '../../../skills/dispatch/judge-receipt.ts';
import { heldUntil } from '../../../skills/dispatch/quota.ts';
import { retryAfter, triesSoFar } from '../../../skills/dispatch/retry.ts';
import type { PhaseObservation } from '../../../skills/phases/effects.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { mayComeLate } from '../../../skills/phases/late.ts';
import { asRunEvents, turnOf } from '../../../skills/phases/turns.ts';
import { watchOf } from '../../../skills/phases/watch.ts';
import type { Observed, RunObservation } from '../../../skills/run/effect.ts';
import { effectKey } from '../../../skills/run/effect-key.ts';
import { type AttemptState, type DispatchState, dispatchOf, isAnalysis, type RunState, runningPhase } from '../../../skills/run/state.ts';
import { answeredBy, bound, decideReuse } from './decide-reuse.ts';

export function decideObservation(state: RunState, { of, at, observation }: Observed<RunObservation>): MaybeSteps<RunEvent[]> {
  switch (observation.kind) {
    case 'queued':
      if (state.life.kind === 'queued' ? state.life.waitsFor === observation.waitsFor : state.life.kind !== 'created') return [];
      return [{ type: 'run.queued', payload: { waitsFor: observation.waitsFor } }];
    case 'admitted':
      return state.life.kind === 'created' || state.life.kind === 'queued' ? [{ type: 'run.admitted', payload: {} }] : [];
    case 'consent-missing': {
      const { kind: _, ...missing } = observation;
      return state.life.kind === 'created' || state.life.kind === 'intake' ? [{ type: 'consent.awaited', payload: missing }] : [];
    }
    case 'consented':
      return state.life.kind === 'awaiting-consent' ? [{ type: 'consent.given', payload: { providers: observation.providers } }] : [];
    case 'captured':
      return state.base || (state.life.kind !== 'intake' && state.life.kind !== 'concluding') ? [] : captured(observation);
    case 'bound':
      return !state.base || state.seats.length > 0 || state.life.kind !== 'intake' ? [] : bound(observation);
    case 'refused': {
      if (state.life.kind !== 'intake') return [];
      const { code } = observation.failure;
      const known = code === 'scope-empty' || code === 'base-unknown' ? code : 'base-refused';
      const reason = of === effectKey('bind') ? 'binding-refused' : known;
      const message = `${observation.failure.message}. ${observation.failure.hint}`.trim();
      return [{ type: 'run.concluding', payload: { outcome: 'failed', reason, message, partial: true } }];
    }
    case 'sought':
    case 'reused':
      return decideReuse(state, observation);
    case 'workplace': {
      const { dispatch, seat, path, over } = observation;
      const asked = dispatchOf(state, dispatch);
      if (!asked || asked.workplace !== null || asked.accepted) return [];
      return [{ type: 'workplace.ready', payload: { dispatch, seat, path, ...(over === undefined ? {} : { over }) } }];
    }
    case 'prompt': {
      const { kind: _, as, ...prompt } = observation;
      const dispatch = dispatchOf(state, observation.dispatch);
      if (!dispatch || dispatch.accepted || dispatch.prompts.some((it) => it.attempt === observation.attempt)) return [];
      return [{ type: 'prompt.written', payload: { ...prompt, kind: as } }];
    }
    case 'started':
      return withAttempt(state, observation, (dispatch, attempt) => {
        if (attempt.state !== 'starting') return [];
        const { pid, argv, model, host, here } = observation;
        const where = { ...(host ? { host } : {}), ...(here === undefined || wasTold(state, here) ? {} : { here }) };
        return [{ type: 'attempt.started', payload: { ...name(dispatch, attempt), pid, argv, model, role: dispatch.role, ...where } }];
      });
    case 'not-started':
      return withAttempt(state, observation, (dispatch, attempt) => {
        if (attempt.state !== 'starting') return [];
        return [
          { type: 'attempt.ending', payload: { ...name(dispatch, attempt), reason: observation.reason, detail: observation.detail } },
        ];
      });
    case 'looked':
      return withAttempt(state, observation, (dispatch, attempt) => decideLook(state, dispatch, attempt, observation.look));
    case 'ended':
      return withAttempt(state, observation, (dispatch, attempt) => decideEnd(state, dispatch, attempt, observation, at));
    case 'late': {
      const dispatch = dispatchOf(state, observation.dispatch);
      return dispatch && mayComeLate(state, dispatch) ? decideLeft(state, dispatch, observation, 'late') : [];
    }
    case 'orphan':
      return withAttempt(state, observation, (dispatch, attempt) => decideOrphan(state, dispatch, attempt, observation.look));
    case 'held': {
      const { kind: _, ...hold } = observation;
      return atWork(state) ? [{ type: 'provider.held', payload: hold }] : [];
    }
    case 'released':
      return observation.provider in state.holds ? [{ type: 'provider.released', payload: { provider: observation.provider } }] : [];
    case 'evidence': {
      const { kind: _, ...found } = observation;
      const answered = dispatchOf(state, observation.dispatch);
      if (!answered?.accepted || answered.examined) return [];
      return [{ type: 'evidence.checked', payload: found }, ...(isAnalysis(answered) ? inconclusive(answered, found) : [])];
    }
    case 'composed': {
      const { kind: _, traced, ...report } = observation;
      if (state.life.kind !== 'concluding' || state.report) return [];
      const before: RunEvent[] = traced ? [{ type: 'findings.traced', payload: traced }] : [];
      return [...before, { type: 'report.composed', payload: report }];
    }
    case 'violated':
      if (!atWork(state)) return [];
      return observation.violations
        .filter(({ workplace, patch }) => !state.told.some((it) => it.workplace === workplace && it.patch === patch))
        .map((payload): RunEvent => ({ type: 'workplace.changed', payload }));
    case 'cleared':
      return state.life.kind === 'concluding' && !state.cleared ? [{ type: 'run.cleared', payload: { moved: observation.moved } }] : [];
    case 'failed': {
      const before = triesSoFar(state.failures[of], at);
      const { code, message } = observation.failure;
      return [
        {
          type: 'effect.failed',
          payload: { key: of, try: before + 1, retryAt: timestamp(at + retryAfter(before + 1)), code, message },
        },
      ];
    }
    // All others come from effects that a kind of phase asked for.
    default:
      return toldToPhase(state, observation, at);
  }
}

const atWork = ({ life }: RunState): boolean => life.kind === 'executing' || life.kind === 'concluding';

/** The running phase interprets the outcome of its own effects. */
function toldToPhase(state: RunState, observation: PhaseObservation, at: Instant): RunEvent[] {
  const running = runningPhase(state);
  if (!running) return [];
  const { kind, turn } = turnOf(state, running, at);
  return asRunEvents(kind.observed?.(turn, observation) ?? []);
}

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
  observation: Extract<RunObservation, { kind: 'ended' }>,
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

function restOf(dispatch: DispatchState, { because }: Extract<RunObservation, { kind: 'ended' }>, at: Instant): Instant {
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

/** Whether the run already knows this reason for not starting workers on hosts. */
const wasTold = ({ dispatches }: RunState, here: string): boolean =>
  dispatches.some(({ attempts }) => attempts.some((it) => it.here === here));

function withAttempt(
  state: RunState,
  at: { dispatch: string; attempt: number },
  decide: (dispatch: DispatchState, attempt: AttemptState) => MaybeSteps<RunEvent[]>,
): MaybeSteps<RunEvent[]> {
  const dispatch = dispatchOf(state, at.dispatch);
  const attempt = dispatch?.attempts.find((it) => it.n === at.attempt);
  return dispatch && attempt && attempt.state !== 'ended' ? decide(dispatch, attempt) : [];
}

const name = (dispatch: DispatchState, attempt: AttemptState) => ({ dispatch: dispatch.id, attempt: attempt.n, seat: dispatch.seat });

function captured({ base, dismissed, addedDismissals, commands, notes }: Extract<RunObservation, { kind: 'captured' }>): RunEvent[] {
  return [
    {
      type: 'base.captured',
      payload: {
        base,
        ...(dismissed.length > 0 ? { dismissed } : {}),
        ...(addedDismissals ? { addedDismissals } : {}),
        ...(commands ? { commands } : {}),
      },
    },
    ...leftOut(base.leftOut),
    ...notes.map((note): RunEvent => ({ type: 'note.added', payload: { note } })),
  ];
}

function leftOut(files: readonly { path: string; reason: string }[]): RunEvent[] {
  if (files.length === 0) return [];
  const named = files
    .slice(0, 10)
    .map((it) => `${it.path} (${it.reason})`)
    .join(', ');
  const more = files.length > 10 ? ` and ${files.length - 10} more` : '';
  return [{ type: 'note.added', payload: { note: { kind: 'left-out', text: `Left out of the review: ${named}${more}` } } }];
}

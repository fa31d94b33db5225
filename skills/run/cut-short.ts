// Ends a run that cannot continue because one of its own decisions was refused, by its fold or by the ledger. A single event closes
// everything that is open, so that nothing that was refused is tried again; what remains is to stop its workers, clean up, and
// write a report that says so.

import type { Failure } from '../../contracts/errors.ts';
import type { SharedEvent } from '../../contracts/run/run-event.ts';
import { type Instant, instant } from '../../contracts/time.ts';
import type { RunRecord } from '../events.ts';
import { type AttemptState, type DispatchState, isLive, type PhaseState, type RunState } from './state.ts';

const REASON = 'decision-refused';
const DETAIL = 'the run was cut short';

/** Empty for a run that has ended or was cut short before. */
export function cutShort(state: RunState, { message }: Failure): SharedEvent[] {
  if (state.life.kind === 'ended' || isCutShort(state)) return [];
  const says = `Muster could not go on with this run, which is a fault of its own: ${message}`;
  return [{ type: 'run.concluding', payload: { outcome: 'failed', reason: REASON, message: says, partial: true } }];
}

export const isCutShort = ({ life }: RunState): boolean => life.kind === 'concluding' && life.reason === REASON;

/** The report of such a run is a stub that gives the reason; it is completed later if that is possible. */
export const stubOf = (state: RunState): string | null =>
  isCutShort(state) && state.life.kind === 'concluding' ? state.life.message : null;

/** Closes everything that was open when the run was cut short. */
export function withEverythingClosed(state: RunState, at: Instant): RunState {
  return {
    ...state,
    holds: {},
    phases: state.phases.map((it) => closedPhase(it, at)),
    dispatches: state.dispatches.map((it) => closedDispatch(it, at)),
  };
}

function closedPhase(phase: PhaseState, at: Instant): PhaseState {
  if (phase.state !== 'running' && phase.state !== 'pending') return phase;
  return { ...phase, state: phase.state === 'running' ? 'failed' : 'skipped', reason: DETAIL, endedAt: at };
}

function closedDispatch(dispatch: DispatchState, at: Instant): DispatchState {
  const ended = dispatch.ended ?? { status: 'cancelled', reason: 'cancelled', detail: DETAIL, at };
  return { ...dispatch, ended, examined: true, attempts: dispatch.attempts.map((it) => (isLive(it) ? closedAttempt(it, at) : it)) };
}

const closedAttempt = (attempt: AttemptState, at: Instant): AttemptState => ({
  ...attempt,
  state: 'ended',
  reason: attempt.reason ?? 'cancelled',
  detail: attempt.detail === '' ? DETAIL : attempt.detail,
  endedAt: at,
});

/** Sessions whose end was not seen: they are stopped, whether or not they still exist. */
export function sessionsLeft(state: RunState): string[] {
  if (!isCutShort(state)) return [];
  return state.dispatches.flatMap(({ id, attempts }) => attempts.flatMap(({ n, end }) => (end === null ? [`${id}.${n}`] : [])));
}

/**
 * Of the later events only the end counts, if a person caused it. The lead ends every other run, but its ending does not repair a
 * journal that cannot be folded.
 */
export function withOnlyTheEnd(state: RunState, events: readonly RunRecord[]): RunState {
  const end = events.findLast((it) => it.type === 'run.ended' && it.actor.kind === 'person');
  if (end?.type !== 'run.ended') return state;
  const at = instant(end.at);
  const report = events.findLast((it) => it.type === 'report.composed' || it.type === 'report.completed');
  const { report: _, ...how } = end.payload;
  return {
    ...withEverythingClosed(state, at),
    seq: events.at(-1)?.seq ?? state.seq,
    report: report?.type === 'report.composed' || report?.type === 'report.completed' ? report.payload : state.report,
    life: { kind: 'ended', ...how, partial: true, at },
    gates: state.gates.map((it) => (it.answer === null ? { ...it, closed: true } : it)),
    cleared: true,
    paused: null,
  };
}

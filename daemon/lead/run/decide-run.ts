// What an observation or a command means for a run: events, or nothing. After every input the run is
// advanced as far as it goes by itself, so that related events are in one commit.

import { type Failure, MusterError } from '../../../contracts/errors.ts';
import type { RunCommand } from '../../../contracts/run/command.ts';
import type { ImpactAssessed } from '../../../contracts/run/impact-events.ts';
import type { Note } from '../../../contracts/run/run-event.ts';
import { type Instant, type Millis, millis, timestamp } from '../../../contracts/time.ts';
import { type MaybeSteps, type Steps, stepsOf } from '../../../runtime/steps.ts';
import { boundedRunEvent, readyFor } from '../../../skills/events.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { asRunEvents, turnOf } from '../../../skills/phases/turns.ts';
import { keptOf } from '../../../skills/reuse/claims.ts';
import { cutShort, isCutShort } from '../../../skills/run/cut-short.ts';
import type { Observed, RunObservation } from '../../../skills/run/effect.ts';
import { openGates } from '../../../skills/run/gates/gates.ts';
import { dispatchOf, type RunState, runningPhase } from '../../../skills/run/state.ts';
import { advanceRun, PAUSE_EXPIRES } from '../advance/advance-run.ts';
import { POLL_REPORT_EVERY } from '../advance/report-poll.ts';
import { decideAnswer } from './decide-answer.ts';
import { decideObservation } from './decide-observation.ts';
import { tryFold } from './try-fold.ts';

/** `waitsFor` is null when the worker can go on. */
export type Waiting = { dispatch: string; attempt: number; waitsFor: string | null };

export type RunInput =
  | { kind: 'observation'; observed: Observed<RunObservation> }
  | { kind: 'command'; command: RunCommand }
  /** A command that only a person may give came from inside a worker. */
  | { kind: 'forbidden'; command: RunCommand; why: string }
  /** The inputs of artifacts were compared with what they are now. */
  | { kind: 'assessed'; impact: ImpactAssessed }
  /** A note about something that happened outside the run; recorded once. */
  | { kind: 'told'; note: Note }
  /** Something outside a worker's control holds it up, or no longer does. */
  | ({ kind: 'waits' } & Waiting)
  /** The time that `next` asked for has come. */
  | { kind: 'tick' }
  /** The previous decision was refused. */
  | { kind: 'refused'; failure: Failure }
  /** The time of day advanced by so much more than this daemon was awake. */
  | { kind: 'jumped'; by: Millis }
  /** A daemon has taken up the run, so long after its newest event. */
  | { kind: 'opened'; alone: Millis };

/** How far a run may go by itself in one commit; reaching it is a fault in the rules, not a busy run. */
const MOST_STEPS = 200;
/** Events that are tried in one step: a fold copies the long lists of a run once for all of them. */
const TOGETHER = 32;
const STALE_AFTER = 7 * 86_400_000;
/** A run at work has an event at least this often; during a longer gap no daemon was leading it. */
const LED_WITHIN = 2 * POLL_REPORT_EVERY;

/** In steps, because one result or one round can lead to thousands of events. */
export function* decideRun(state: RunState, input: RunInput, at: Instant): Steps<RunEvent[]> {
  const events: RunEvent[] = [];
  let reached = state;
  const reach = function* (more: readonly RunEvent[]): Steps<void> {
    for (let from = 0; from < more.length; from += TOGETHER) {
      const next = more.slice(from, from + TOGETHER);
      yield* readyFor(next);
      const some = next.map(boundedRunEvent);
      reached = tryFold(reached, some, at);
      events.push(...some);
      yield;
    }
  };
  yield* reach(yield* stepsOf(answer(state, input, at)));
  // Advancing may be the very thing that was refused, so it is decided separately.
  if (input.kind === 'refused') return events;
  for (let step = 0; step < MOST_STEPS; step++) {
    const more = yield* advanceRun(reached, at);
    if (more.length === 0) return events;
    yield* reach(more);
  }
  throw new MusterError(
    'internal',
    `${state.id} took more than ${MOST_STEPS} steps without coming to rest`,
    'Please report this with `muster journal`.',
  );
}

function answer(state: RunState, input: RunInput, at: Instant): MaybeSteps<RunEvent[]> {
  switch (input.kind) {
    case 'observation':
      return hears(state, input.observed.observation) ? decideObservation(state, input.observed) : [];
    case 'command':
      return obey(state, input.command, at);
    case 'forbidden':
      return forbidden(state, input.command, input.why);
    case 'assessed':
      return [{ type: 'impact.assessed', payload: input.impact }];
    case 'told':
      return state.notes.some((it) => it.key !== undefined && it.key === input.note.key)
        ? []
        : [{ type: 'note.added', payload: { note: input.note } }];
    case 'waits':
      return waits(state, input);
    case 'tick':
      return [];
    case 'refused':
      return cutShort(state, input.failure);
    case 'jumped':
      return jumped(state, input.by, 'sleep-or-set');
    case 'opened':
      return input.alone < LED_WITHIN ? [] : jumped(state, input.alone, 'no-lead');
  }
}

/** Recorded when it changes, for a worker that has not ended and is not being ended. */
function waits(state: RunState, { dispatch, attempt, waitsFor }: Waiting): RunEvent[] {
  const of = dispatchOf(state, dispatch);
  const now = of?.attempts.find((it) => it.n === attempt);
  if (!of || !now || state.life.kind !== 'executing' || now.state === 'ending' || now.state === 'ended') return [];
  if (now.waitsFor === waitsFor) return [];
  return [{ type: 'attempt.waits', payload: { dispatch, attempt, seat: of.seat, waitsFor } }];
}

/** A run that was cut short still has to clean up and report; any other input may be what was refused. */
function hears(state: RunState, { kind }: { kind: string }): boolean {
  return state.life.kind !== 'ended' && (!isCutShort(state) || LAST_HEARD.has(kind));
}

const LAST_HEARD: ReadonlySet<string> = new Set<RunObservation['kind'] | 'failed'>(['violated', 'cleared', 'composed', 'failed']);

const noteOf = ({ by, text, key }: Extract<RunCommand, { kind: 'note' }>): Note => ({
  kind: by ?? 'person',
  text,
  ...(key === undefined ? {} : { key }),
});

/** Recorded only if the command would have decided something. */
function forbidden(state: RunState, command: RunCommand, why: string): RunEvent[] {
  if (command.kind !== 'answer' || state.life.kind === 'ended') return [];
  return [{ type: 'answer.refused', payload: { gate: command.gate, answer: command.answer, why } }];
}

/** Only a running clock can be wrong. */
function jumped(state: RunState, by: Millis, because: 'sleep-or-set' | 'no-lead'): RunEvent[] {
  return state.clock.since === null ? [] : [{ type: 'clock.jumped', payload: { by, because } }];
}

function obey(state: RunState, command: RunCommand, at: Instant): RunEvent[] {
  if (command.kind === 'note') return [{ type: 'note.added', payload: { note: noteOf(command) } }];
  if (command.kind === 'forget') return forgotten(state, command.key);
  if (state.life.kind === 'ended') throw refused(state, `has ended (${state.life.outcome})`, '`muster show` shows how.');
  switch (command.kind) {
    case 'abort':
      if (state.life.kind === 'concluding') throw refused(state, 'is already ending', 'Wait a moment; `muster tail` shows the end.');
      return [{ type: 'run.concluding', payload: { outcome: 'aborted', reason: 'aborted', message: command.reason, partial: true } }];
    case 'pause':
      if (state.paused) throw refused(state, 'is already paused', '`muster resume` continues it.');
      if (state.life.kind === 'concluding') throw refused(state, 'is ending', 'It starts nothing new.');
      return [{ type: 'run.paused', payload: { reason: command.reason, expiresAt: timestamp(at + PAUSE_EXPIRES) } }];
    case 'resume':
      return resumed(state, command.stale ?? false, at);
    case 'policy':
      return ruled(state, command, at);
    case 'take':
      return taken(state, command, at);
    case 'answer':
      return decideAnswer(state, command);
  }
}

function taken(state: RunState, { stage, seat, minutes, client }: Extract<RunCommand, { kind: 'take' }>, at: Instant): RunEvent[] {
  if (!client) throw refused(state, 'cannot give a stage to a process that is not known', 'A client of `muster mcp` takes it.');
  const { kind, turn } = phaseWithStages(state, at);
  return asRunEvents(
    kind.taken?.(turn, {
      stage,
      seat,
      client,
      lasts: minutes === undefined ? millis(state.created.config.outside.lease) : minutes * 60_000,
    }) ?? [],
  );
}

/** A run in progress may still keep more results. */
function forgotten(state: RunState, key: string | undefined): RunEvent[] {
  if (state.life.kind !== 'ended') throw refused(state, 'is still running', `When it has ended: muster forget ${state.id}`);
  const kept = keptOf(state).filter((it) => key === undefined || it.key === key);
  if (kept.length === 0)
    throw refused(state, 'has no results that a later run could reuse', `\`muster reuse ${state.id}\` shows what it has.`);
  return [{ type: 'result.forgotten', payload: { kept } }];
}

function ruled(state: RunState, { stage, action, by = 'person' }: Extract<RunCommand, { kind: 'policy' }>, at: Instant): RunEvent[] {
  const { kind, turn } = phaseWithStages(state, at);
  return asRunEvents(kind.ruled?.(turn, stage, action, by) ?? []);
}

/** Only the phase that is under way knows its stages. */
function phaseWithStages(state: RunState, at: Instant): ReturnType<typeof turnOf> {
  const running = runningPhase(state);
  if (state.life.kind === 'concluding' || !running) throw refused(state, 'carries out no plan now', '`muster show` shows what it does.');
  const of = turnOf(state, running, at);
  if (!of.kind.ruled)
    throw refused(state, `is in its phase ${running.template.key}, which has no stages`, '`muster show` shows what it does.');
  return of;
}

function resumed(state: RunState, stale: boolean, at: Instant): RunEvent[] {
  if (!state.paused) throw refused(state, 'is not paused', '`muster show` shows what it waits for.');
  const failed = state.phases.find((it) => it.state === 'failed' && openGates(state).some((gate) => gate.phase === it.template.key));
  if (failed)
    throw refused(state, `has an open gate of the phase ${failed.template.key}, which failed`, 'Answer it first: `muster approvals`.');
  const since = at - state.paused.since;
  if (since > STALE_AFTER && !stale) {
    const days = Math.floor(since / 86_400_000);
    throw refused(
      state,
      `has been paused for ${days} days, so much may have changed`,
      `To continue anyway: muster resume ${state.id} --stale`,
    );
  }
  return [{ type: 'run.resumed', payload: {} }];
}

function refused(state: RunState, why: string, hint: string): MusterError {
  return new MusterError('command-refused', `${state.id} ${why}`, hint);
}

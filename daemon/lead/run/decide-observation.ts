// What each observation means for a run: one row each. What concerns one attempt of a worker is in decide-attempt.ts.

import { type Instant, timestamp } from '../../../contracts/time.ts';
import type { MaybeSteps } from '../../../runtime/steps.ts';
import { inconclusive } from '../../../skills/dispatch/judge-receipt.ts';
import { retryAfter, triesSoFar } from '../../../skills/dispatch/retry.ts';
import type { PhaseObservation } from '../../../skills/phases/effects.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { asRunEvents, turnOf } from '../../../skills/phases/turns.ts';
import type { Observed, RunObservation } from '../../../skills/run/effect.ts';
import { effectKey } from '../../../skills/run/effect-key.ts';
import { dispatchOf, isAnalysis, type RunState, runningPhase } from '../../../skills/run/state.ts';
import { decideAttempt, decideLate } from './decide-attempt.ts';
import { bound, decideReuse } from './decide-reuse.ts';

type Observation<Kind extends RunObservation['kind']> = Extract<RunObservation, { kind: Kind }>;

export function decideObservation(state: RunState, { of, at, observation }: Observed<RunObservation>): MaybeSteps<RunEvent[]> {
  switch (observation.kind) {
    case 'queued':
      return queued(state, observation);
    case 'admitted':
      return isNew(state) ? [{ type: 'run.admitted', payload: {} }] : [];
    case 'consent-missing':
      return consentMissing(state, observation);
    case 'consented':
      return state.life.kind === 'awaiting-consent' ? [{ type: 'consent.given', payload: { providers: observation.providers } }] : [];
    case 'captured':
      return !state.base && (state.life.kind === 'intake' || state.life.kind === 'concluding') ? captured(observation) : [];
    case 'bound':
      return state.base && state.seats.length === 0 && state.life.kind === 'intake' ? bound(observation) : [];
    case 'refused':
      return state.life.kind === 'intake' ? [refused(of, observation)] : [];
    case 'sought':
    case 'reused':
      return decideReuse(state, observation);
    case 'workplace':
      return workplaceReady(state, observation);
    case 'prompt':
      return promptWritten(state, observation);
    case 'started':
    case 'not-started':
    case 'looked':
    case 'ended':
    case 'orphan':
      return decideAttempt(state, observation, at);
    case 'late':
      return decideLate(state, observation);
    case 'held':
      return held(state, observation);
    case 'released':
      return observation.provider in state.holds ? [{ type: 'provider.released', payload: { provider: observation.provider } }] : [];
    case 'evidence':
      return evidenceChecked(state, observation);
    case 'composed':
      return state.life.kind === 'concluding' && !state.report ? composed(observation) : [];
    case 'violated':
      return atWork(state) ? violated(state, observation) : [];
    case 'cleared':
      return state.life.kind === 'concluding' && !state.cleared ? [{ type: 'run.cleared', payload: { moved: observation.moved } }] : [];
    case 'failed':
      return [effectFailed(state, of, at, observation)];
    // All others come from effects that a kind of phase asked for.
    default:
      return toldToPhase(state, observation, at);
  }
}

const isNew = ({ life }: RunState): boolean => life.kind === 'created' || life.kind === 'queued';
const atWork = ({ life }: RunState): boolean => life.kind === 'executing' || life.kind === 'concluding';

/** Nothing, if it is known that the run waits for this. */
function queued(state: RunState, { waitsFor }: Observation<'queued'>): RunEvent[] {
  if (!isNew(state) || (state.life.kind === 'queued' && state.life.waitsFor === waitsFor)) return [];
  return [{ type: 'run.queued', payload: { waitsFor } }];
}

function consentMissing({ life }: RunState, { kind: _, ...missing }: Observation<'consent-missing'>): RunEvent[] {
  return life.kind === 'created' || life.kind === 'intake' ? [{ type: 'consent.awaited', payload: missing }] : [];
}

/** The base or the agents of the run were refused, so it ends. */
function refused(of: string, { failure }: Observation<'refused'>): RunEvent {
  const { code } = failure;
  const baseReason = code === 'scope-empty' || code === 'base-unknown' ? code : 'base-refused';
  const reason = of === effectKey('bind') ? 'binding-refused' : baseReason;
  const message = `${failure.message}. ${failure.hint}`.trim();
  return { type: 'run.concluding', payload: { outcome: 'failed', reason, message, partial: true } };
}

function workplaceReady(state: RunState, { dispatch, seat, path, over }: Observation<'workplace'>): RunEvent[] {
  const asked = dispatchOf(state, dispatch);
  if (!asked || asked.workplace !== null || asked.accepted) return [];
  return [{ type: 'workplace.ready', payload: { dispatch, seat, path, ...(over === undefined ? {} : { over }) } }];
}

function promptWritten(state: RunState, { kind: _, as, ...prompt }: Observation<'prompt'>): RunEvent[] {
  const dispatch = dispatchOf(state, prompt.dispatch);
  if (!dispatch || dispatch.accepted || dispatch.prompts.some((it) => it.attempt === prompt.attempt)) return [];
  return [{ type: 'prompt.written', payload: { ...prompt, kind: as } }];
}

function held(state: RunState, { kind: _, ...hold }: Observation<'held'>): RunEvent[] {
  return atWork(state) ? [{ type: 'provider.held', payload: hold }] : [];
}

function evidenceChecked(state: RunState, { kind: _, ...found }: Observation<'evidence'>): RunEvent[] {
  const answered = dispatchOf(state, found.dispatch);
  if (!answered?.accepted || answered.examined) return [];
  return [{ type: 'evidence.checked', payload: found }, ...(isAnalysis(answered) ? inconclusive(answered, found) : [])];
}

function composed({ kind: _, traced, ...report }: Observation<'composed'>): RunEvent[] {
  const before: RunEvent[] = traced ? [{ type: 'findings.traced', payload: traced }] : [];
  return [...before, { type: 'report.composed', payload: report }];
}

/** Only what the run does not know yet. */
const violated = ({ told }: RunState, { violations }: Observation<'violated'>): RunEvent[] =>
  violations
    .filter(({ workplace, patch }) => !told.some((it) => it.workplace === workplace && it.patch === patch))
    .map((payload) => ({ type: 'workplace.changed', payload }));

function effectFailed({ failures }: RunState, key: string, at: Instant, { failure }: Observation<'failed'>): RunEvent {
  const tries = triesSoFar(failures[key], at) + 1;
  const { code, message } = failure;
  return { type: 'effect.failed', payload: { key, try: tries, retryAt: timestamp(at + retryAfter(tries)), code, message } };
}

/** The running phase interprets the outcome of its own effects. */
function toldToPhase(state: RunState, observation: PhaseObservation, at: Instant): RunEvent[] {
  const running = runningPhase(state);
  if (!running) return [];
  const { kind, turn } = turnOf(state, running, at);
  return asRunEvents(kind.observed?.(turn, observation) ?? []);
}

function captured({ base, dismissed, addedDismissals, commands, notes }: Observation<'captured'>): RunEvent[] {
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

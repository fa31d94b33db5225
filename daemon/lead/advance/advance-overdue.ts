// A phase that has reached its time limit: its workers are ended, the results so far count as they do
// when a run concludes, and the phase ends. It starts no more workers, but may still ask a person.

import type { Instant } from '../../../contracts/time.ts';
import { millis } from '../../../contracts/time.ts';
import { type Steps, stepsOf } from '../../../runtime/steps.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { ended } from '../../../skills/phases/phase.ts';
import { asRunEvents, turnOf } from '../../../skills/phases/turns.ts';
import { openGates } from '../../../skills/run/gates/gates.ts';
import { answersIn, limitWords, phaseTimeLeft } from '../../../skills/run/phase-limit.ts';
import { isSettled } from '../../../skills/run/settled-dispatch.ts';
import { type DispatchState, type PhaseState, type RunState, runningPhase, standing } from '../../../skills/run/state.ts';
import type { Stopping } from './advance-dispatch.ts';
import { advancePhase } from './advance-phase.ts';

/** Records, once, that the time limit has passed. */
export function phaseOverdue(state: RunState, at: Instant): RunEvent[] | undefined {
  const { key, deadline } = runningPhase(state)?.template ?? {};
  const left = phaseTimeLeft(state, at);
  if (key === undefined || deadline === undefined || left === undefined || left > 0) return undefined;
  const { answered, asked } = answersIn(state, key);
  return [{ type: 'phase.overdue', payload: { phase: key, limit: millis(deadline), pending: asked - answered, done: answered } }];
}

export function stopsFor(state: RunState, { phase: key }: DispatchState): Stopping | false {
  const phase = state.phases.find((it) => it.template.key === key);
  if (!phase?.overdue || phase.state !== 'running') return false;
  const detail = `the phase ${key} reached its time limit of ${phase.template.deadline}`;
  return { reason: 'deadline', ending: detail, over: detail };
}

export function* advanceOverdue(state: RunState, phase: PhaseState, at: Instant): Steps<RunEvent[]> {
  const { key } = phase.template;
  if (standing(state).some((it) => it.phase === key && !isSettled(it))) return [];
  const { kind, turn } = turnOf(state, phase, at);
  const settling = yield* stepsOf(kind.settle?.(turn, 'deadline') ?? []);
  if (settling.length > 0) return asRunEvents(settling);
  const step = yield* advancePhase(state, phase, at);
  const waits = openGates(state).some((it) => it.phase === key);
  const says = limitWords(state, phase);
  if (step.some((it) => it.type === 'dispatch.prepared') || (step.length === 0 && !waits)) return [ended(key, 'failed', says)];
  return step.map((it) => (it.type === 'phase.ended' && it.payload.phase === key ? told(it.payload, says) : it));
}

/** A failed phase keeps its own reason as well. */
function told({ phase, outcome, reason }: Extract<RunEvent, { type: 'phase.ended' }>['payload'], says: string): RunEvent {
  return ended(phase, outcome, outcome === 'failed' && reason !== undefined ? `${reason}; ${says}` : says);
}

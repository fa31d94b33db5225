// The next step of the running phase by the rules of its kind, and then the gates that its template adds.

import type { Instant } from '../../../contracts/time.ts';
import { type Steps, stepsOf } from '../../../runtime/steps.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { type AnyTurn, ended } from '../../../skills/phases/phase.ts';
import { asRunEvents, turnOf } from '../../../skills/phases/turns.ts';
import type { PhaseState, RunState } from '../../../skills/run/state.ts';
import { answeredLate, askAboutFailure } from './advance-failed-phase.ts';
import { openPhaseGates } from './advance-phase-gates.ts';

export function startPhase(state: RunState, phase: PhaseState, at: Instant): RunEvent[] {
  const { key, expects } = phase.template;
  // Its result is not needed, so no worker is asked.
  if (expects === null) return [ended(key, 'skipped', 'it expects no artifact')];
  const { kind, turn } = turnOf(state, phase, at);
  const { team, events } = kind.begin?.(turn) ?? { team: [], events: [] };
  return [{ type: 'phase.started', payload: { phase: key, team } }, ...asRunEvents(events)];
}

export function* advancePhase(state: RunState, phase: PhaseState, at: Instant): Steps<RunEvent[]> {
  const { kind, turn } = turnOf(state, phase, at);
  const step = asRunEvents(yield* stepsOf(kind.advance(turn)));
  const [end] = step;
  if (end?.type !== 'phase.ended') return step;
  const late = answeredLate(turn);
  if (late.length > 0) return late;
  if (end.payload.outcome !== 'completed') return askAboutFailure(kind, turn, step);
  return kind.sendsBack?.(turn) ? [...step, ...backToWork(turn, at)] : openPhaseGates(kind, turn, step);
}

/** Starts the phase that made the work again; it can see everything that was found. */
function backToWork({ run, contributions }: AnyTurn, at: Instant): RunEvent[] {
  const maker = run.phases.find((it) => it.template.key === contributions.work?.phase);
  return maker ? startPhase(run, maker, at) : [];
}

// The next step of the phase that is running. A phase is over when everything it dispatched is.

import type { RunEvent } from '../../../contracts/run/run-event.ts';
import type { PhaseTemplate } from '../../../contracts/task/template.ts';
import type { Instant } from '../../../contracts/time.ts';
import { advanceConvergence } from '../../../skills/phases/convergence/advance.ts';
import { advanceCritic } from '../../../skills/phases/critic/advance.ts';
import { advancePhasePlan } from '../../../skills/phases/phase-plan/advance.ts';
import { advancePlan } from '../../../skills/phases/plan/advance.ts';
import { advanceVerdict } from '../../../skills/phases/verdict/advance.ts';
import { dispatchId, isSettled } from '../../../skills/run/settled.ts';
import { type PhaseState, type RunState, standing } from '../../../skills/run/state.ts';
import { throughGates } from './advance-phase-gates.ts';

export function startPhase(state: RunState, phase: PhaseState): RunEvent[] {
  const { key, expects } = phase.template;
  // Nothing is to come of it, so nobody is asked.
  if (expects === null) return [{ type: 'phase.ended', payload: { phase: key, outcome: 'skipped', reason: 'it expects no artifact' } }];
  const team = phase.template.kind === 'fan-out' ? seatsFor(state, phase.template) : [];
  const started: RunEvent = { type: 'phase.started', payload: { phase: key, team } };
  if (phase.template.kind !== 'fan-out') return [started];
  const { role, skill } = phase.template;
  return [
    started,
    ...team.map(
      (seat, i): RunEvent => ({
        type: 'dispatch.prepared',
        payload: { dispatch: dispatchId(state, i), phase: key, pass: 0, round: 0, seat, role, skill, findings: [] },
      }),
    ),
  ];
}

export function advancePhase(state: RunState, phase: PhaseState, at: Instant): RunEvent[] {
  const step = stepOf(state, phase, at);
  const [end] = step;
  return end?.type === 'phase.ended' && end.payload.outcome === 'completed' ? throughGates(state, phase, step, at) : step;
}

function stepOf(state: RunState, phase: PhaseState, at: Instant): RunEvent[] {
  switch (phase.template.kind) {
    case 'fan-out':
      return advanceFanOut(state, phase);
    case 'convergence':
      return advanceConvergence(state, phase);
    case 'critic':
      return advanceCritic(state, { ...phase, template: phase.template });
    case 'plan':
      return advancePlan(state, phase, at);
    case 'phase-plan':
      return advancePhasePlan(state, phase);
    case 'verdict':
      return advanceVerdict(state, phase);
    case 'execution':
      return [{ type: 'phase.ended', payload: { phase: phase.template.key, outcome: 'skipped', reason: 'this version does not do it' } }];
  }
}

function advanceFanOut(state: RunState, phase: PhaseState): RunEvent[] {
  const { key } = phase.template;
  const mine = standing(state).filter((it) => it.phase === key);
  if (mine.some((it) => !isSettled(it))) return [];
  if (mine.some((it) => it.accepted)) return [{ type: 'phase.ended', payload: { phase: key, outcome: 'completed' } }];
  const why = mine.map((it) => `${it.seat}: ${it.ended?.reason ?? 'unknown'}`).join(', ');
  return [
    { type: 'phase.ended', payload: { phase: key, outcome: 'failed', reason: 'no result was collected' } },
    {
      type: 'run.concluding',
      payload: { outcome: 'failed', reason: 'no-result', message: `no worker brought a result (${why})`, partial: true },
    },
  ];
}

function seatsFor(state: RunState, template: Extract<PhaseTemplate, { kind: 'fan-out' }>): string[] {
  return state.seats.filter((it) => it.role === template.role).map((it) => it.name);
}

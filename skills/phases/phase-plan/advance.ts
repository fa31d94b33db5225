// The next step of a phase in which the planner says which phases come next. What it proposes was examined when it
// came; it joins the run when the phase ends, if it is still the same by then.

import type { RunEvent } from '../../../contracts/run/run-event.ts';
import { digestOfJson } from '../../../runtime/canonical.ts';
import { dispatchId, isSettled } from '../../run/settled.ts';
import { type PhaseState, type RunState, standing } from '../../run/state.ts';
import type { Ground } from './check-phases.ts';

export function advancePhasePlan(state: RunState, { template: { key } }: PhaseState): RunEvent[] {
  const planner = standing(state).findLast((it) => it.phase === key && it.skill === 'phase-planning');
  if (!planner) return begun(state, key);
  if (!isSettled(planner)) return [];
  const { proposed } = state;
  if (!planner.accepted || proposed?.dispatch !== planner.id) {
    const reason = `no phases were proposed (${planner.seat}: ${planner.ended?.reason ?? 'no answer'})`;
    return [{ type: 'phase.ended', payload: { phase: key, outcome: 'failed', reason } }];
  }
  const { phases, digest } = proposed;
  if (digestOfJson(phases) !== digest)
    return [{ type: 'phase.ended', payload: { phase: key, outcome: 'failed', reason: 'what was proposed is not what was examined' } }];
  const ended: RunEvent = { type: 'phase.ended', payload: { phase: key, outcome: 'completed' } };
  return phases.length === 0 ? [ended] : [ended, { type: 'phases.added', payload: { after: key, digest, phases } }];
}

function begun(state: RunState, phase: string): RunEvent[] {
  const skipped = (reason: string): RunEvent[] => [{ type: 'phase.ended', payload: { phase, outcome: 'skipped', reason } }];
  const seat = state.seats.find((it) => it.role === 'planner');
  if (!seat) return skipped('nobody is seated as planner');
  if (seat.voice === 'rules') return skipped('fixed rules plan no phases');
  const what = { pass: 0, round: 0, seat: seat.name, role: 'planner', skill: 'phase-planning', findings: [] };
  return [{ type: 'dispatch.prepared', payload: { dispatch: dispatchId(state, 0), phase, ...what } }];
}

/** What proposed phases are examined against. */
export const groundOf = (state: RunState): Ground => ({
  taken: state.phases.map((it) => it.template.key),
  roles: [...new Set(state.seats.map((it) => it.role))],
  examines: state.phases.find((it) => it.template.kind === 'convergence')?.template.key ?? null,
  grouped: state.convergence !== null,
});

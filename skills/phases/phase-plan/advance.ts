// The next step of a phase in which the planner says which phases come next. Its proposal was checked when it arrived; the phases
// are added when this phase ends, if the run has not changed by then.

import type { SharedEvent } from '../../../contracts/run/run-event.ts';
import { digestOfJson } from '../../../runtime/canonical.ts';
import { dispatchId, isSettled } from '../../run/settled-dispatch.ts';
import { type RunState, standing } from '../../run/state.ts';
import { ended, type Turn } from '../phase.ts';
import type { EventOf } from '../presentation.ts';
import type { PHASE_PLAN_EVENTS } from './events.ts';

export type Proposed = EventOf<typeof PHASE_PLAN_EVENTS>['payload'] | null;

type PhasePlanTurn = Turn<Proposed, Record<never, never>>;

/** As many as an event can hold. */
const MOST_JUDGED = 2000;

export function advance(turn: PhasePlanTurn): SharedEvent[] {
  const { run, key, own } = turn;
  const planner = standing(run).findLast((it) => it.phase === key && it.skill === 'phase-planning');
  if (!planner) return begun(turn);
  if (!isSettled(planner)) return [];
  if (!planner.accepted || own?.dispatch !== planner.id)
    return [ended(key, 'failed', `no phases were proposed (${planner.seat}: ${planner.ended?.reason ?? 'no answer'})`)];
  const { phases, digest } = own;
  if (digestOfJson(phases) !== digest) return [ended(key, 'failed', 'the proposed phases differ from the ones that were checked')];
  const over = ended(key, 'completed');
  return phases.length === 0 ? [over] : [over, { type: 'phases.added', payload: { after: key, digest, phases } }];
}

export function begun({ run, key: phase, contributions }: Pick<PhasePlanTurn, 'run' | 'key' | 'contributions'>): SharedEvent[] {
  const seat = run.seats.find((it) => it.role === 'planner');
  if (!seat) return [ended(phase, 'skipped', 'there is no planner')];
  if (seat.voice === 'rules') return [ended(phase, 'skipped', 'fixed rules plan no phases')];
  const what = { pass: 0, round: 0, seat: seat.name, role: 'planner', skill: 'phase-planning', findings: [] };
  const judges = shownTo(run, contributions).slice(0, MOST_JUDGED);
  const judged = judges.length === 0 ? {} : { judges };
  return [{ type: 'dispatch.prepared', payload: { dispatch: dispatchId(run, 0), phase, ...what, ...judged } }];
}

/** The findings that the planner is shown, for the lineage. */
const shownTo = ({ raised }: RunState, { convergence }: PhasePlanTurn['contributions']): string[] =>
  convergence?.findings.map((it) => it.id) ?? raised.map((it) => `raised:${it.ref}`);

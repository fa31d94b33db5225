// The state of a phase that carries out a plan: the plan and its stages, as the fold of its events.

import { MusterError } from '../../../contracts/errors.ts';
import type { StageStateName } from '../../../contracts/plan/plan-execution.ts';
import { obey } from '../../run/lifecycles/lifecycle.ts';
import type { RunState } from '../../run/state.ts';
import type { EventOf } from '../presentation.ts';
import type { EXECUTION_EVENTS } from './events.ts';
import { begun, type Executed, fresh, NOTHING, type StageState, type Union } from './life/stage-state.ts';
import { evolveRuled, ruledTo } from './policy/evolve-ruled.ts';
import { STAGE } from './stage-life.ts';
import { withEdge } from './union/conflict.ts';

export type Event = EventOf<typeof EXECUTION_EVENTS>;

export function evolve(own: Executed, event: Event, run: { id: string; seq: number }): Executed {
  switch (event.type) {
    case 'stages.planned': {
      const { phase: _, stages, ...planned } = event.payload;
      obey(STAGE, () => 'the plan', { from: own.planned ? 'pending' : 'nothing', event: event.type, to: 'pending' });
      const states = stages.map((stage, at) => begun(stage, at + 1, planned.skipped.includes(stage.id) ? 'skipped' : 'pending'));
      return { ...own, planned: { ...planned, run: run.id }, stages: states };
    }
    case 'stage.claimed': {
      const { stage, attempt, seat, passedOver = null } = event.payload;
      return step(own, stage, event.type, 'claimed', (it) => ({
        ...next(it, attempt, run.seq),
        seat,
        passedOver: passedOver ?? it.passedOver,
      }));
    }
    case 'stage.taken':
      return step(own, event.payload.stage, event.type, 'same', (it) => ({ ...it, holder: event.payload.holder }));
    case 'stage.awaited':
      return step(own, event.payload.stage, event.type, 'same', (it) => ({ ...it, awaits: event.payload.run }));
    case 'stage.replayed': {
      const { stage, attempt, run: of, base, head, changes, outside, proposal, there } = event.payload;
      const sealed = { head, changes, outside, problems: [] };
      return step(own, stage, event.type, 'verifying', (it) => ({
        ...next(it, attempt, run.seq),
        seat: null,
        holder: null,
        base,
        proposal,
        sealed,
        replayed: { run: of, there },
      }));
    }
    case 'stage.prepared': {
      const { stage, base, path, dispatch } = event.payload;
      return step(own, stage, event.type, 'working', (it) => ({ ...it, base, path, dispatch }));
    }
    case 'stage.proposed': {
      const { dispatch, proposal } = event.payload;
      const of = own.stages.find((it) => it.dispatch === dispatch);
      if (!of) throw illegal(dispatch, 'it works on no stage');
      return step(own, of.stage.id, event.type, 'proposed', (it) => ({ ...it, proposal }));
    }
    case 'stage.sealed': {
      const { stage, head, changes, outside, problems } = event.payload;
      return step(own, stage, event.type, 'verifying', (it) => ({
        ...it,
        sealed: { head, changes, outside, problems },
        checks: run.seq + 1,
      }));
    }
    case 'stage.proved':
      return step(own, event.payload.stage, event.type, 'verifying', (it) => ({ ...it, proof: event.payload.proof }));
    case 'stage.settled': {
      const { stage, as, reasons, asks, hopeless = false, declined, conflict = null } = event.payload;
      const more = as === 'rejected' && !declined ? 1 : 0;
      return step(own, stage, event.type, as, (it) => ({
        ...it,
        reasons,
        asks,
        hopeless,
        conflict,
        holder: null,
        rejections: it.rejections + more,
        declined: declined && it.seat !== null ? [...it.declined, it.seat] : it.declined,
      }));
    }
    case 'stage.accepted':
      return step(own, event.payload.stage, event.type, 'accepted', (it) => it);
    case 'stage.left':
      return step(own, event.payload.stage, event.type, 'same', (it) => ({ ...it, left: event.payload.why }));
    case 'stage.unreachable':
      return step(own, event.payload.stage, event.type, 'unreachable', (it) => ({ ...it, reasons: [event.payload.because] }));
    case 'stage.ruled': {
      const { stage } = event.payload;
      // First the stage itself; the effects on other stages depend on the action.
      step(own, stage, event.type, ruledTo(event.payload), (it) => it);
      return evolveRuled(own, event.payload);
    }
    case 'stage.appended': {
      const { stage, because, resolves = null } = event.payload;
      const there = own.stages.find((it) => it.stage.id === stage.id);
      obey(STAGE, () => `stage ${stage.id}`, { from: there?.state ?? 'nothing', event: event.type, to: 'pending' });
      const fix = { stage: stage.id, union: own.unions.findLast((it) => it.of === 'all')?.n ?? 0, because, resolves };
      const others = resolves ? withEdge(own.stages, stage) : own.stages;
      return { ...own, stages: [...others, begun(stage, own.stages.length + 1, 'pending')], fixes: [...own.fixes, fix] };
    }
    case 'union.started': {
      const { n, stages, of } = event.payload;
      if (n !== own.unions.length + 1) throw illegal(`union ${n}`, `it cannot follow union ${own.unions.length}`);
      return { ...own, unions: [...own.unions, { n, stages, of, checks: run.seq + 1, proof: null, criteria: null }] };
    }
    case 'union.proved': {
      const { n, proof } = event.payload;
      return union(own, n, (it) => (it.proof ? undefined : { ...it, proof, checks: run.seq + 1 }));
    }
    case 'criteria.proved': {
      const { n, proof, why } = event.payload;
      return union(own, n, (it) => (it.criteria || !it.proof ? undefined : { ...it, criteria: { proof, why } }));
    }
    case 'criterion.met': {
      const { criterion } = event.payload;
      if (own.met.includes(criterion)) throw illegal(`criterion ${criterion}`, 'it was met before');
      return { ...own, met: [...own.met, criterion] };
    }
  }
}

/** Another attempt, which remembers why the last one did not count. */
function next(it: StageState, attempt: number, seq: number): StageState {
  if (attempt !== it.attempt + 1) throw illegal(it.stage.id, `attempt ${attempt} cannot follow attempt ${it.attempt}`);
  const before = it.attempt === 0 ? it.before : [...it.before, { attempt: it.attempt, reasons: it.reasons }];
  return { ...it, ...fresh(), before, attempt, checks: seq + 1 };
}

function union(own: Executed, n: number, change: (it: Union) => Union | undefined): Executed {
  const at = own.unions.findIndex((it) => it.n === n);
  const before = own.unions[at];
  const after = before && change(before);
  if (!after) throw illegal(`union ${n}`, 'it was not begun, or is proved already');
  return { ...own, unions: own.unions.with(at, after) };
}

function step(
  own: Executed,
  id: string,
  event: Event['type'],
  to: StageStateName | 'same',
  change: (it: StageState) => StageState,
): Executed {
  const at = own.stages.findIndex((it) => it.stage.id === id);
  const before = own.stages[at];
  if (!before) throw illegal(id, 'there is no such stage');
  const state = to === 'same' ? before.state : to;
  obey(STAGE, () => `stage ${id}`, { from: before.state, event, to: state });
  return { ...own, stages: own.stages.with(at, { ...change(before), state }) };
}

/** Another dispatch continues the stage, after the executor had asked a question that was answered. */
export const replaced = (own: Executed, before: string, by: string): Executed => ({
  ...own,
  stages: own.stages.map((it) => (it.dispatch === before ? { ...it, dispatch: by } : it)),
});

const illegal = (subject: string, why: string): MusterError =>
  new MusterError('event-illegal', `${subject}: ${why}`, 'The run is set aside and nothing is lost; `muster journal` shows its events.');

/** The state of a phase that is known to be of this kind. */
export const executedIn = ({ memory }: Pick<RunState, 'memory'>, phase: string): Executed =>
  (memory[phase]?.own as Executed | undefined) ?? NOTHING;

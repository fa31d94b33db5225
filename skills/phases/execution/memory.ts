// What a phase that carries out a plan remembers: the plan, and each of its stages as its events made it.

import { MusterError } from '../../../contracts/errors.ts';
import type { StageStateName } from '../../../contracts/plan/carried-out.ts';
import type { OpenedPlan } from '../../../contracts/plan/opened-plan.ts';
import type { Stage } from '../../../contracts/plan/plan.ts';
import type { Change, Snapshot, StageProof } from '../../../contracts/plan/proof.ts';
import type { Proposal } from '../../../contracts/plan/proposal.ts';
import { obey } from '../../run/lifecycles/lifecycle.ts';
import type { EventOf } from '../phase.ts';
import type { EXECUTION_EVENTS } from './events.ts';
import { STAGE } from './stage-life.ts';

export type Event = EventOf<typeof EXECUTION_EVENTS>;
export type Planned = Omit<OpenedPlan, 'stages'> & { run: string };

export type StageState = {
  n: number;
  stage: Stage;
  state: StageStateName;
  /** Counted from 1; 0 while nobody has begun. */
  attempt: number;
  /** The number under which the commands of this step run: never given twice in a run. */
  checks: number;
  seat: string | null;
  dispatch: string | null;
  base: Snapshot | null;
  path: string | null;
  proposal: Proposal | null;
  sealed: { head: Snapshot; changes: Change[]; outside: string[]; problems: string[] } | null;
  proof: StageProof | null;
  reasons: string[];
  asks: string[];
  hopeless: boolean;
  /** Attempts that did not count, with why. */
  before: { attempt: number; reasons: string[] }[];
  rejections: number;
  /** Seats that cannot do it at all. */
  declined: string[];
  left: string | null;
};

export type Executed = { planned: Planned | null; stages: StageState[] };

export const NOTHING: Executed = { planned: null, stages: [] };

const FRESH = {
  dispatch: null,
  base: null,
  path: null,
  proposal: null,
  sealed: null,
  proof: null,
  reasons: [],
  asks: [],
  hopeless: false,
  left: null,
} as const satisfies Partial<StageState>;
const fresh = () => ({ ...FRESH, reasons: [], asks: [] });

export function evolve(own: Executed, event: Event, run: { id: string; seq: number }): Executed {
  switch (event.type) {
    case 'stages.planned': {
      const { phase: _, stages, ...planned } = event.payload;
      obey(STAGE, 'the plan', { from: own.planned ? 'pending' : 'nothing', event: event.type, to: 'pending' });
      const states = stages.map(
        (stage, at): StageState => ({
          n: at + 1,
          stage,
          state: planned.skipped.includes(stage.id) ? 'skipped' : 'pending',
          attempt: 0,
          checks: 0,
          seat: null,
          before: [],
          rejections: 0,
          declined: [],
          ...fresh(),
        }),
      );
      return { planned: { ...planned, run: run.id }, stages: states };
    }
    case 'stage.claimed': {
      const { stage, attempt, seat } = event.payload;
      return step(own, stage, event.type, 'claimed', (it) => {
        if (attempt !== it.attempt + 1) throw illegal(stage, `attempt ${attempt} cannot follow attempt ${it.attempt}`);
        const before = it.attempt === 0 ? it.before : [...it.before, { attempt: it.attempt, reasons: it.reasons }];
        return { ...it, ...fresh(), before, attempt, seat, checks: run.seq + 1 };
      });
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
      const { stage, as, reasons, asks, hopeless = false, declined } = event.payload;
      const more = as === 'rejected' && !declined ? 1 : 0;
      return step(own, stage, event.type, as, (it) => ({
        ...it,
        reasons,
        asks,
        hopeless,
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
  }
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
  obey(STAGE, `stage ${id}`, { from: before.state, event, to: state });
  return { ...own, stages: own.stages.with(at, { ...change(before), state }) };
}

/** Another dispatch carries on with the stage: the executor had asked something, and was answered. */
export const replaced = (own: Executed, before: string, by: string): Executed => ({
  ...own,
  stages: own.stages.map((it) => (it.dispatch === before ? { ...it, dispatch: by } : it)),
});

const illegal = (subject: string, why: string): MusterError =>
  new MusterError('event-illegal', `${subject}: ${why}`, 'The run is set aside and nothing is lost; `muster journal` shows its events.');

export const isDone = ({ state }: StageState): boolean => state === 'verified' || state === 'accepted';

/** It will never be done: nobody tries it again. */
export const isOver = ({ state, left }: StageState): boolean =>
  state === 'unreachable' || state === 'interrupted' || state === 'skipped' || left !== null;

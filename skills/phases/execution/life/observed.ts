// What has become of the effects of a phase that carries out a plan, as events of its stages. Observations of another attempt, and
// ones that come too late, are ignored.

import type { Change } from '../../../../contracts/plan/proof.ts';
import type { SharedEvent } from '../../../../contracts/run/run-event.ts';
import { pathTest } from '../../../../runtime/globs.ts';
import { dispatchId } from '../../../run/settled-dispatch.ts';
import { listedUpTo } from '../../../wording/numbers.ts';
import type { PhaseObservation } from '../../effects.ts';
import { ended } from '../../phase.ts';
import { carriesFor, type ExecutionTurn, seatToStart, settled } from '../advance.ts';
import type { Attempting } from '../effects.ts';
import type { Event } from '../memory.ts';
import { CRITERIA } from '../union/advance-union.ts';
import { observedOfUnion } from '../union/world-union.ts';
import type { StageState } from './stage-state.ts';

export function observed(turn: ExecutionTurn, observation: PhaseObservation): (SharedEvent | Event)[] {
  const { key, own } = turn;
  switch (observation.kind) {
    case 'plan-opened':
    case 'plan-refused':
      return own.planned || observation.phase !== key ? [] : ofPlan(key, observation);
    case 'stage-granted':
    case 'stage-held':
    case 'stage-replayed': {
      const it = askedFor(turn, observation);
      return it ? ofAsked(turn, it, observation) : [];
    }
    case 'stage-prepared':
    case 'stage-unavailable': {
      const it = attemptOf(turn, observation, 'claimed');
      return it ? ofClaimed(turn, it, observation) : [];
    }
    case 'stage-lost':
    case 'stage-sealed': {
      const it = attemptOf(turn, observation, 'proposed');
      return it ? ofProposed(key, it, observation) : [];
    }
    case 'union-proved':
      return observedOfUnion(turn, observation);
    case 'stage-proved': {
      if (observation.stage === CRITERIA) return observedOfUnion(turn, observation);
      const it = attemptOf(turn, observation, 'verifying');
      if (!it || it.proof) return [];
      return [{ type: 'stage.proved', payload: { phase: key, stage: it.stage.id, attempt: it.attempt, proof: observation.proof } }];
    }
    default:
      return [];
  }
}

type Observed<Kind extends PhaseObservation['kind']> = Extract<PhaseObservation, { kind: Kind }>;

function ofPlan(key: string, observation: Observed<'plan-opened' | 'plan-refused'>): (SharedEvent | Event)[] {
  if (observation.kind === 'plan-opened') {
    return [{ type: 'stages.planned', payload: { phase: key, ...observation.opened } }, ...movedElsewhere(observation.elsewhere)];
  }
  const message = observation.why;
  return [
    ended(key, 'failed', message),
    { type: 'run.concluding', payload: { outcome: 'failed', reason: 'binding-refused', message, partial: true } },
  ];
}

/** A change since the plan was made that touches nothing the plan is based on raises no question. */
const movedElsewhere = (paths: readonly string[]): SharedEvent[] =>
  paths.length === 0
    ? []
    : [
        {
          type: 'note.added',
          payload: {
            note: {
              kind: 'coverage',
              text: `Since the plan was made, files that it does not rest on have changed: ${listedUpTo(paths, 10)}`,
            },
          },
        },
      ];

function ofAsked(turn: ExecutionTurn, it: StageState, observation: Observed<'stage-granted' | 'stage-held' | 'stage-replayed'>): Event[] {
  const phase = turn.key;
  switch (observation.kind) {
    case 'stage-granted': {
      const seat = seatToStart(turn, it);
      if (!seat) return [];
      const { stage, attempt, until, passedOver } = observation;
      return [{ type: 'stage.claimed', payload: { phase, stage, attempt, seat: seat.name, until, ...(passedOver ? { passedOver } : {}) } }];
    }
    case 'stage-held':
      if (it.awaits === observation.by) return [];
      return [{ type: 'stage.awaited', payload: { phase, stage: it.stage.id, run: observation.by } }];
    case 'stage-replayed': {
      if (it.state !== 'pending') return [];
      const { stage, attempt, run, base, head, changes, proposal, there } = observation;
      const outside = outsideOf(it, changes);
      return [{ type: 'stage.replayed', payload: { phase, stage, attempt, run, base, head, changes, outside, proposal, there } }];
    }
  }
}

function ofClaimed(
  turn: ExecutionTurn,
  it: StageState,
  observation: Observed<'stage-prepared' | 'stage-unavailable'>,
): (SharedEvent | Event)[] {
  const { run, key: phase } = turn;
  if (observation.kind === 'stage-unavailable') {
    const { why, hopeless, conflict } = observation;
    const more = { ...(hopeless ? { hopeless: true as const } : {}), ...(conflict ? { conflict } : {}) };
    return [settled(phase, it, { as: 'unavailable', reasons: [why], asks: [], ...more })];
  }
  const { seat } = it;
  if (seat === null) return [];
  const { base, path } = observation;
  const dispatch = dispatchId(run, 0);
  const work = { seat, role: 'executor', skill: 'execution', pass: it.attempt - 1, round: 0, findings: [] };
  return [
    { type: 'dispatch.prepared', payload: { dispatch, phase, ...work, carries: carriesFor(turn, it) } },
    { type: 'workplace.ready', payload: { dispatch, seat, path } },
    { type: 'stage.prepared', payload: { phase, stage: it.stage.id, attempt: it.attempt, base, path, dispatch } },
  ];
}

function ofProposed(phase: string, it: StageState, observation: Observed<'stage-lost' | 'stage-sealed'>): Event[] {
  if (observation.kind === 'stage-lost') return [settled(phase, it, { as: 'rejected', reasons: [observation.why], asks: [] })];
  const { head, changes, problems } = observation;
  const outside = outsideOf(it, changes);
  return [{ type: 'stage.sealed', payload: { phase, stage: it.stage.id, attempt: it.attempt, head, changes, outside, problems } }];
}

function outsideOf({ stage }: StageState, changes: readonly Change[]): string[] {
  const belongs = pathTest(stage.files);
  return changes.map(({ path }) => path).filter((path) => !belongs(path));
}

/** A requested attempt that has not started yet. */
function askedFor(turn: ExecutionTurn, { phase, stage, attempt }: Attempting): StageState | undefined {
  const it = phase === turn.key ? turn.own.stages.find((one) => one.stage.id === stage && one.attempt + 1 === attempt) : undefined;
  return it && seatToStart(turn, it) ? it : undefined;
}

const attemptOf = (
  { key, own }: ExecutionTurn,
  { phase, stage, attempt }: Attempting,
  state: StageState['state'],
): StageState | undefined =>
  phase === key ? own.stages.find((it) => it.stage.id === stage && it.attempt === attempt && it.state === state) : undefined;

// Which stages can start (what they depend on is done, and an executor is free), and which never will.

import type { Stage } from '../../../contracts/plan/plan.ts';
import type { Seat } from '../../../contracts/task/agent.ts';
import { graphOf } from '../../../validators/plan/stage-graph.ts';
import type { AnyTurn } from '../phase.ts';
import { type Executed, isDone, isOver, type StageState } from './life/stage-state.ts';

/** The run whose plan is carried out: this one if it has a plan of its own. */
export const planOf = ({ run, contributions }: Pick<AnyTurn, 'run' | 'contributions'>): string | undefined =>
  run.created.task.plan ?? (contributions.plan?.approved ? run.id : undefined);

/** Filled by a client that takes stages by itself. */
export const isOutside = ({ provider }: Pick<Seat, 'provider'>): boolean => provider === 'outside';

export const BUSY: ReadonlySet<string> = new Set(['claimed', 'working', 'proposed']);

export const dependenciesOf = ({ stages }: Executed, { stage }: StageState): StageState[] =>
  stages.filter((it) => stage.dependsOn.includes(it.stage.id));

export const isReady = (own: Executed, it: StageState): boolean => it.state === 'pending' && dependenciesOf(own, it).every(isDone);

/** A stage that it depends on and that will never be done. */
export const blockerOf = (own: Executed, it: StageState): StageState | undefined =>
  it.state === 'pending' ? dependenciesOf(own, it).find(isOver) : undefined;

/** Stages that the plan allows to run at the same time as this one, and that are or may be done. */
export function concurrentStages({ stages }: Executed, it: StageState): Stage[] {
  const graph = graphOf(stages.map(({ stage }) => stage));
  const at = stages.indexOf(it);
  return stages.flatMap((other, n) => (other !== it && !isOver(other) && graph.together(at, n) ? [other.stage] : []));
}

/** Executors that have not declined the stage. */
export const executorsFor = (seats: readonly Seat[], declined: readonly string[]): Seat[] =>
  seats.filter((it) => it.role === 'executor' && !declined.includes(it.name));

/**
 * An idle executor: a program with fixed rules before a model, then the one that has had the fewest stages. If a person has named
 * one, only that one.
 */
export function freeSeat(
  own: Executed,
  seats: readonly Seat[],
  { declined, prefers, holder }: Pick<StageState, 'declined' | 'prefers' | 'holder'>,
): Seat | undefined {
  const busy = new Set(own.stages.filter((it) => BUSY.has(it.state)).map((it) => it.seat));
  const had = (seat: Seat): number => own.stages.filter((it) => it.seat === seat.name).length;
  const able = prefers === null ? executorsFor(seats, declined) : executorsFor(seats, []).filter((it) => it.name === prefers);
  // An outside seat starts nothing by itself.
  const willing = able.filter((it) => (isOutside(it) ? it.name === holder?.seat : holder === null));
  const free = willing.filter((it) => !busy.has(it.name));
  const rank = (seat: Seat): number => (seat.voice === 'rules' ? 0 : 1);
  return free.toSorted((a, b) => rank(a) - rank(b) || had(a) - had(b))[0];
}

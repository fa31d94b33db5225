// What a phase that carries out a plan waits for when an outside client has to act: who, since when, and what it has to call.

import { type Instant, timestamp } from '../../../../contracts/time.ts';
import { dispatchOf } from '../../../run/state.ts';
import { asStarted, type ExecutionTurn, seatToStart } from '../advance.ts';
import type { StageState } from '../life/stage-state.ts';
import { BUSY, dependenciesOf, executorsFor, isOutside } from '../ready.ts';

export const clientsWaitedFor = (turn: ExecutionTurn): string[] => turn.own.stages.flatMap((it) => waitFor(turn, it) ?? []);

function waitFor(turn: ExecutionTurn, it: StageState): string | undefined {
  const { id } = it.stage;
  if (it.holder && it.state === 'working') {
    const { name, seat, until } = it.holder;
    return `${name}, which has the stage ${id} (seat ${seat}) since ${since(turn, it.dispatch)}, until ${until}: run_propose_step_result`;
  }
  const as = asStarted(turn, it);
  // If another executor will start it, or a client is about to, nobody outside is waited for.
  if (!as || it.holder || seatToStart(turn, it)) return undefined;
  const able = executorsFor(turn.run.seats, as.declined).filter((seat) => as.prefers === null || seat.name === as.prefers);
  const busy = new Set(turn.own.stages.filter((one) => BUSY.has(one.state) || one.holder).map((one) => one.holder?.seat ?? one.seat));
  const free = able.filter((seat) => isOutside(seat) && !busy.has(seat.name));
  if (free.length === 0) return undefined;
  const began = Math.max(turn.phase.startedAt ?? 0, ...[it, ...dependenciesOf(turn.own, it)].map((one) => endOf(turn, one.dispatch)));
  const seats = free.map(({ name }) => name).join(' or ');
  return `a client of \`muster mcp\` (seat ${seats}), since ${timestamp(began)}: run_start_stage with ${id}`;
}

function since({ run }: ExecutionTurn, dispatch: string | null): string {
  const it = dispatch === null ? undefined : dispatchOf(run, dispatch);
  return it ? timestamp(it.preparedAt) : 'now';
}

const endOf = ({ run }: ExecutionTurn, dispatch: string | null): Instant =>
  (dispatch === null ? undefined : dispatchOf(run, dispatch)?.ended?.at) ?? 0;

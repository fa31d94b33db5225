// Who answered in a run and who did not, as the quorum's rule wants to know it.

import { judgeQuorum, type Quorum, type SeatOutcome } from '../../skills/dispatch/quorum.ts';
import type { RunState } from './run-state.ts';

export function quorumOf(state: RunState): Quorum {
  const outcomes = state.seats
    .filter((seat) => seat.role === 'analyser')
    .map((seat): SeatOutcome => {
      const asked = state.dispatches.filter((it) => it.seat === seat.name && it.role === 'analyser' && it.round === 0);
      return { seat: seat.name, answered: asked.some((it) => it.accepted), why: asked.at(-1)?.ended?.reason ?? 'not run' };
    });
  return judgeQuorum(state.created.template.quorum, outcomes);
}

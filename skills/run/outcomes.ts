// Who answered in a run and who did not, as the quorum rule needs it.

import { judgeQuorum, type Quorum, type SeatOutcome } from '../dispatch/quorum.ts';
import { joinsLater } from './origin/taking-part.ts';
import { type DispatchState, isConclusive, type RunState, standing } from './state.ts';

/** What a seat was asked to look for, once or several times; of repeated dispatches only the newest. */
export const analysesOf = (state: RunState, seat: string): DispatchState[] =>
  standing(state).filter((it) => it.seat === seat && it.role === 'analyser' && it.round === 0);

export function quorumOf(state: RunState): Quorum {
  const outcomes = state.seats
    .filter((seat) => seat.role === 'analyser' && !joinsLater(state, seat.name) && !nobodyAsked(state))
    .map((seat): SeatOutcome => {
      const asked = analysesOf(state, seat.name);
      return { seat: seat.name, answered: asked.some(isConclusive), why: whyMissing(asked.at(-1)) };
    });
  return judgeQuorum(state.created.template.quorum, outcomes);
}

/** Every phase in which analysers look was started, and had no one to ask or nothing to look at. */
function nobodyAsked({ phases }: RunState): boolean {
  const looks = phases.filter(({ template }) => template.role === 'analyser');
  return looks.length > 0 && looks.every((it) => it.state === 'skipped' && it.startedAt !== null);
}

const whyMissing = (asked: DispatchState | undefined): string =>
  asked?.inconclusive ? 'inconclusive' : (asked?.ended?.reason ?? 'not run');

// Which prompt run works on a key: a claim, from the commit in which all of its inputs are known until it is over. Meanwhile other
// prompt runs with the same key wait for it, including those of other runs.

import type { ClaimChange } from '../../../runtime/ledger/ledger.ts';
import type { RunState } from '../../run/state.ts';
import type { RunEvent } from '../events.ts';
import { isOver, type MakeState, type Making, NOTHING } from './memory.ts';

export const makingClaim = (key: string): string => `making/${key}`;
export const isMakingClaim = (name: string): boolean => name.startsWith('making/');
export const makingOwner = (run: string, making: string): string => `${run}.${making}`;

export function makingClaims(state: RunState, events: readonly RunEvent[]): ClaimChange[] {
  return events.flatMap((event): ClaimChange[] => {
    switch (event.type) {
      case 'making.compiled': {
        const { making, key, claims } = event.payload;
        return claims ? [{ kind: 'take', name: makingClaim(key), owner: makingOwner(state.id, making) }] : [];
      }
      case 'making.ended':
        return releases(
          state,
          makingsOf(state, event.payload.phase).filter((it) => it.id === event.payload.making),
        );
      case 'run.ended':
        return releases(
          state,
          Object.keys(state.memory).flatMap((phase) => makingsOf(state, phase)),
        );
      default:
        return [];
    }
  });
}

/** Whether others with its key may still wait for its result. */
export function mayStillMake(state: Pick<RunState, 'life' | 'paused' | 'memory'>, making: string): boolean {
  if (state.life.kind !== 'executing' || state.paused !== null) return false;
  return Object.keys(state.memory).some((phase) => makingsOf(state, phase).some((it) => it.id === making && !isOver(it)));
}

/** The seats that were asked to write it. */
export const askedFor = (state: Pick<RunState, 'memory'>, making: string): string[] =>
  Object.keys(state.memory).flatMap((phase) =>
    makingsOf(state, phase)
      .filter((it) => it.id === making)
      .flatMap((it) => it.asked.map((one) => one.dispatch)),
  );

function makingsOf({ memory }: Pick<RunState, 'memory'>, phase: string): Making[] {
  const there = memory[phase];
  return there?.kind === 'make' ? ((there.own as MakeState | undefined) ?? NOTHING).makings : [];
}

/** Releasing a claim of another owner, or of nobody, does nothing. */
const releases = ({ id }: RunState, makings: readonly Making[]): ClaimChange[] =>
  makings.flatMap((it) => (it.compiled ? [{ kind: 'release', name: makingClaim(it.compiled.key), owner: makingOwner(id, it.id) }] : []));

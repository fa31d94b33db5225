// The rules of the house's stream, in the form that the loop takes.

import type { HouseEvent } from '../../../contracts/house-event.ts';
import type { ClaimChange } from '../../../runtime/ledger/ledger.ts';
import type { Decider } from '../decider.ts';
import { decideHouse, type HouseInput, nextHouse } from './decide-house.ts';
import type { HouseEffect, HouseObservation } from './effect.ts';
import { evolveHouse, HOUSE_REDUCER, type HouseState } from './house-state.ts';
import type { Branch } from './waits-for.ts';

export const HOUSE_DECIDER: Decider<HouseState, HouseInput, HouseEffect, HouseObservation, HouseEvent> = {
  actor: { kind: 'house' },
  reducer: HOUSE_REDUCER,
  evolve: evolveHouse,
  decide: decideHouse,
  next: nextHouse,
  observed: (observed) => ({ kind: 'observation', observed }),
  tick: { kind: 'tick' },
  opened: () => ({ kind: 'tick' }),
  claims: branches,
};

/** An admitted run claims the branch that it changes, and releases it when it ends. */
function branches(state: HouseState, events: readonly HouseEvent[]): ClaimChange[] {
  const writes = new Map(Object.entries(state.writes));
  return events.flatMap((event): ClaimChange[] => {
    if (event.type === 'admission.asked' && event.payload.branch) writes.set(event.payload.run, event.payload.branch);
    if (event.type !== 'admission.granted' && event.type !== 'admission.left') return [];
    const { run } = event.payload;
    const branch = writes.get(run);
    const kind = event.type === 'admission.granted' ? 'take' : 'release';
    return branch ? [{ kind, name: branchClaim(branch), owner: run }] : [];
  });
}

const branchClaim = ({ project, ref }: Branch): string => `branch/${project}/${ref}`;

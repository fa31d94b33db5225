// Who works on a key, and whose result answers it: claims, which change in the commit of the event that says why. The
// journal is the truth; the claims are its index.

import type { ClaimChange } from '../../runtime/ledger/ledger.ts';
import type { RunEvent } from '../phases/events.ts';
import type { RunState } from '../run/state.ts';

/** Held by the dispatch that works on it. */
export const workClaim = (key: string): string => `hash/${key}`;
/** Held by the dispatch, or the run, whose result is given to others. */
export const resultClaim = (key: string): string => `result/${key}`;
/** Held by whichever of a seat's results is the newest: where a later key is compared with an earlier one. */
export const kinClaim = (kin: string): string => `kin/${kin}`;

export function reuseClaims(state: RunState, events: readonly RunEvent[]): ClaimChange[] {
  return events.flatMap((event): ClaimChange[] => {
    switch (event.type) {
      case 'dispatch.sought': {
        const { dispatch, sought, claims } = event.payload;
        return sought && claims ? [{ kind: 'take', name: workClaim(sought.key), owner: dispatch }] : [];
      }
      case 'result.kept': {
        const { dispatch, key, kin } = event.payload;
        return [
          { kind: 'put', name: resultClaim(key), owner: dispatch },
          { kind: 'put', name: kinClaim(kin), owner: dispatch },
          { kind: 'release', name: workClaim(key), owner: dispatch },
        ];
      }
      case 'dispatch.ended':
        return event.payload.status === 'completed' ? [] : letGo(state, event.payload.dispatch);
      case 'run.ended':
        return state.dispatches.flatMap((it) => letGo(state, it.id));
      default:
        return [];
    }
  });
}

/** Releasing what another has, or nobody, does nothing. */
function letGo({ dispatches }: RunState, dispatch: string): ClaimChange[] {
  const sought = dispatches.find((it) => it.id === dispatch)?.sought;
  return sought?.key && sought.claims ? [{ kind: 'release', name: workClaim(sought.key.key), owner: dispatch }] : [];
}

// Who works on a key, and whose result answers it: claims, which change in the commit of the event that says why. The
// journal is the truth; the claims are its index.

import type { SharedEventOf } from '../../contracts/run/run-event.ts';
import type { ClaimChange } from '../../runtime/ledger/ledger.ts';
import type { RunEvent } from '../phases/events.ts';
import type { RunState } from '../run/state.ts';
import { standsForOthers } from './whole-run.ts';

/** Held by the dispatch that works on it. */
export const workClaim = (key: string): string => `hash/${key}`;
export const isWorkClaim = (name: string): boolean => name.startsWith('hash/');
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
      case 'result.forgotten':
        return event.payload.kept.map(({ key, owner }) => ({ kind: 'release', name: resultClaim(key), owner }));
      case 'dispatch.ended':
        return event.payload.status === 'completed' ? [] : letGo(state, event.payload.dispatch);
      case 'run.ended':
        return [...state.dispatches.flatMap((it) => letGo(state, it.id)), ...keptRun(state, event.payload, isStub(state, events))];
      default:
        return [];
    }
  });
}

/** Its report may be of the same commit. */
const isStub = ({ report }: RunState, events: readonly RunEvent[]): boolean =>
  events.some((it) => it.type === 'report.composed' && it.payload.stub) || report?.stub === true;

function keptRun(state: RunState, ended: SharedEventOf<'run.ended'>['payload'], stub: boolean): ClaimChange[] {
  if (!state.sought || state.sought.from !== undefined || !standsForOthers(state, ended, stub)) return [];
  const { key, kin } = state.sought.key;
  return [
    { kind: 'put', name: resultClaim(key), owner: state.id },
    { kind: 'put', name: kinClaim(kin), owner: state.id },
  ];
}

/** Everything of a run that may be given to others. */
export function keptOf({ id, dispatches, sought }: Pick<RunState, 'id' | 'dispatches' | 'sought'>): { key: string; owner: string }[] {
  const results = dispatches.flatMap((it) => (it.kept && it.sought?.key ? [{ key: it.sought.key.key, owner: it.id }] : []));
  return sought && sought.from === undefined ? [...results, { key: sought.key.key, owner: id }] : results;
}

/** Releasing what another has, or nobody, does nothing. */
function letGo({ dispatches }: RunState, dispatch: string): ClaimChange[] {
  const sought = dispatches.find((it) => it.id === dispatch)?.sought;
  return sought?.key && sought.claims ? [{ kind: 'release', name: workClaim(sought.key.key), owner: dispatch }] : [];
}

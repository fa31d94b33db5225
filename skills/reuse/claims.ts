// Claims on keys: who is working on a key, and whose result answers it. They change in the commit of the event that says why; the
// journal is authoritative, the claims are its index.

import type { SharedEventOf } from '../../contracts/run/run-event.ts';
import type { ClaimChange } from '../../runtime/ledger/ledger.ts';
import type { RunEvent } from '../phases/events.ts';
import type { RunState } from '../run/state.ts';
import { standsForOthers } from './whole-run.ts';

/** Held by the dispatch that is working on it. */
export const workClaim = (key: string): string => `hash/${key}`;
export const isWorkClaim = (name: string): boolean => name.startsWith('hash/');
/** Held by the dispatch or run whose result others may use. */
export const resultClaim = (key: string): string => `result/${key}`;
/** Held by the newest of a seat's results, with which a later key is compared to explain a miss. */
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
        return event.payload.status === 'completed' ? [] : releasesOf(state, event.payload.dispatch);
      case 'run.ended':
        return [...state.dispatches.flatMap((it) => releasesOf(state, it.id)), ...keptRun(state, event.payload, isStub(state, events))];
      default:
        return [];
    }
  });
}

/** Its report may be in the same commit. */
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

/** Everything of a run that others may use. */
export function keptOf({ id, dispatches, sought }: Pick<RunState, 'id' | 'dispatches' | 'sought'>): { key: string; owner: string }[] {
  const results = dispatches.flatMap((it) => (it.kept && it.sought?.key ? [{ key: it.sought.key.key, owner: it.id }] : []));
  return sought && sought.from === undefined ? [...results, { key: sought.key.key, owner: id }] : results;
}

/** Releasing a claim of another owner, or of nobody, does nothing. */
function releasesOf({ dispatches }: RunState, dispatch: string): ClaimChange[] {
  const sought = dispatches.find((it) => it.id === dispatch)?.sought;
  return sought?.key && sought.claims ? [{ kind: 'release', name: workClaim(sought.key.key), owner: dispatch }] : [];
}

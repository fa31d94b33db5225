// The sessions of a run that are on other machines, which its lead follows.

import { type DispatchState, isLive, type RunState } from '../state.ts';

/** Those that are running, and those that were given up but may still deliver something. */
export function hostedIn(state: RunState): { key: string; at: { node: string; home: string } }[] {
  return state.dispatches.flatMap(({ id, attempts }) =>
    attempts.flatMap(({ n, host, state: now, reason }) =>
      host && (now !== 'ended' || reason === 'host-lost') ? [{ key: `${id}.${n}`, at: host }] : [],
    ),
  );
}

/** Hosts that were not heard with an earlier attempt, could not start it, or could not end it: the next one is for another machine. */
export const hostsThatFailed = ({ attempts }: Pick<DispatchState, 'attempts'>): string[] => [
  ...new Set(
    attempts.flatMap(({ host, reason, end }) =>
      host && (reason === 'host-lost' || reason === 'spawn-failed' || end?.gone === false) ? [host.node] : [],
    ),
  ),
];

/** Running sessions for which no lead has recorded a host: they may be anywhere or nowhere. */
export function undecidedIn(state: RunState): string[] {
  return state.dispatches.flatMap(({ id, attempts }) =>
    attempts.filter((it) => isLive(it) && it.state !== 'starting' && !it.host).map(({ n }) => `${id}.${n}`),
  );
}

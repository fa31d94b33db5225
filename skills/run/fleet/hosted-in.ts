// Which sessions of a run are on other machines, and are followed by its lead.

import { isLive, type RunState } from '../state.ts';

/** Those that live, and those that were given up and may hand in what they have. */
export function hostedIn(state: RunState): { key: string; at: { node: string; home: string } }[] {
  return state.dispatches.flatMap(({ id, attempts }) =>
    attempts.flatMap(({ n, host, state: now, reason }) =>
      host && (now !== 'ended' || reason === 'host-lost') ? [{ key: `${id}.${n}`, at: host }] : [],
    ),
  );
}

/** Those that live, and of which no lead has written down that a host has them: they may be anywhere, or nowhere. */
export function undecidedIn(state: RunState): string[] {
  return state.dispatches.flatMap(({ id, attempts }) =>
    attempts.filter((it) => isLive(it) && it.state !== 'starting' && !it.host).map(({ n }) => `${id}.${n}`),
  );
}

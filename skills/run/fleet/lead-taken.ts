// Another node of the fleet takes over the run. Paths in the old home become paths in the new one; attempts that were in progress
// there are looked for here, are not found, and so are done again.

import type { SharedEventOf } from '../../../contracts/run/run-event.ts';
import type { DispatchState, RunState } from '../state.ts';

export function takenOverBy(state: RunState, lead: SharedEventOf<'lead.taken'>['payload']): RunState {
  const before = state.lead?.home ?? state.created.home;
  if (before === lead.home) return { ...state, lead };
  const base = state.base && { ...state.base, gitDir: inHome(state.base.gitDir, before, lead.home) };
  return { ...state, lead, base, dispatches: state.dispatches.map((it) => (it.ended ? it : elsewhere(it))) };
}

/** The same path in another home; paths outside of the home stay as they are. */
export const inHome = (path: string, before: string, now: string): string =>
  path.startsWith(`${before}/`) ? `${now}${path.slice(before.length)}` : path;

/** Its prompts name folders of the other home, and a conversation with a provider is stored on that machine. */
const elsewhere = (it: DispatchState): DispatchState => ({
  ...it,
  workplace: null,
  prompts: [],
  attempts: it.attempts.map((attempt) => ({
    ...attempt,
    session: null,
    // Whether it was started there is unknown here: it is looked for and not found.
    state: attempt.state === 'starting' ? 'running' : attempt.state,
  })),
});

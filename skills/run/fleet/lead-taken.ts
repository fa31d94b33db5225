// Another node of a fleet leads the run from now on. What lies in a home is in the new one's; what was under way in the
// old one is asked for here, where it is not found, and so is done again as far as its attempts go.

import type { SharedEventOf } from '../../../contracts/run/run-event.ts';
import type { DispatchState, RunState } from '../state.ts';

export function ledBy(state: RunState, lead: SharedEventOf<'lead.taken'>['payload']): RunState {
  const before = state.lead?.home ?? state.created.home;
  if (before === lead.home) return { ...state, lead };
  const base = state.base && { ...state.base, gitDir: inHome(state.base.gitDir, before, lead.home) };
  return { ...state, lead, base, dispatches: state.dispatches.map((it) => (it.ended ? it : elsewhere(it))) };
}

/** The same place below another home; what lies outside of the home stays where it is. */
export const inHome = (path: string, before: string, now: string): string =>
  path.startsWith(`${before}/`) ? `${now}${path.slice(before.length)}` : path;

/** Its prompts name folders of the other home, and a conversation with a provider is kept on that machine. */
const elsewhere = (it: DispatchState): DispatchState => ({
  ...it,
  workplace: null,
  prompts: [],
  attempts: it.attempts.map((attempt) => ({
    ...attempt,
    session: null,
    // Whether it was started there is not known here: it is looked for, and not found.
    state: attempt.state === 'starting' ? 'running' : attempt.state,
  })),
});

// Whether a worker may be on another machine: it only reads, and what it looks at can travel.

import type { Role } from '../../../contracts/task/agent.ts';
import type { DispatchState, RunState } from '../state.ts';
import { mayWrite } from './writing.ts';

/** The bundle by which a host has what is looked at; nothing where the worker belongs on the node of its lead. */
export function hostedWith(state: RunState, dispatch: DispatchState): string | undefined {
  if (mayWrite(state) || !READING.has(dispatch.role)) return undefined;
  return state.base?.bundle;
}

/** The report-writer works when all others have ended, and an executor in a place that its lead must be able to see. */
export const READING: ReadonlySet<string> = new Set<Role>(['analyser', 'critic', 'planner', 'verifier']);

// Whether a worker may be on another machine: it only reads, and what it looks at can travel.

import type { Role } from '../../../contracts/task/agent.ts';
import type { DispatchState, RunState } from '../state.ts';
import { mayWrite } from './writing.ts';

/** With the bundle by which a host has what is looked at; or why the worker belongs on the node of its lead, where people would expect otherwise. */
export type Hosting = { kind: 'may'; bundle: string } | { kind: 'stays'; because: string | null };

export function hostingOf(state: RunState, dispatch: DispatchState, resume: string | null): Hosting {
  if (mayWrite(state)) return stays('this run has work that writes, which hosts are not given');
  if (!READING.has(dispatch.role)) return stays(null);
  if (state.base?.bundle === undefined) return stays('its files cannot travel: the clone is shallow or partial, or has more than 256 MiB');
  if (resume !== null) return stays('it continues a conversation that is kept on this node');
  return { kind: 'may', bundle: state.base.bundle };
}

const stays = (because: string | null): Hosting => ({ kind: 'stays', because });

/** The report-writer works when all others have ended, and an executor in a place that its lead must be able to see. */
export const READING: ReadonlySet<string> = new Set<Role>(['analyser', 'critic', 'planner', 'verifier']);

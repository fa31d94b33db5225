// Whether a worker may run on another machine: it only reads, or it carries out a stage in a workplace that a host can make too;
// and what it needs can be sent.

import type { Role } from '../../../contracts/task/agent.ts';
import type { DispatchState, RunState } from '../state.ts';
import { hostsThatFailed } from './hosted-in.ts';
import { type EarlierWork, earlierWork, type StageWork } from './stage-work.ts';
import { hasWritingWork } from './writing-work.ts';

/**
 * With the bundle from which a host gets the base, and the hosts that do not get the worker again; or why it stays on its lead's node, if
 * people would expect otherwise.
 */
export type Hosting = { kind: 'may'; bundle: string; not: string[] } | { kind: 'stays'; because: string | null };

export type Attempting = { n: number; resume: string | null; stage: StageWork | undefined };

export function hostingOf(state: RunState, dispatch: DispatchState, { n, resume, stage }: Attempting): Hosting {
  const because = stage ? whyNoStage(stage, earlierWork(state, dispatch, n)) : whyNotRead(state, dispatch);
  if (because !== undefined) return stays(because);
  if (state.base?.bundle === undefined) return stays('its files cannot travel: the clone is shallow or partial, or has more than 256 MiB');
  if (resume !== null) return stays('it continues a conversation that is kept on this node');
  return { kind: 'may', bundle: state.base.bundle, not: hostsThatFailed(dispatch) };
}

function whyNotRead(state: RunState, { role }: DispatchState): string | null | undefined {
  if (hasWritingWork(state)) return 'of a run with work that writes only executors are given to hosts';
  // The report-writer works when all others have ended; nobody expects it elsewhere.
  return READING.has(role) ? undefined : null;
}

function whyNoStage({ setup }: StageWork, { kind }: EarlierWork): string | undefined {
  if (setup) return '`workplace.setup` has commands, which hosts do not run';
  if (kind === 'here') return 'it continues in a workplace on this node';
  return kind === 'handed' ? 'it continues what a host has handed in' : undefined;
}

const stays = (because: string | null): Hosting => ({ kind: 'stays', because });

const READING: ReadonlySet<string> = new Set<Role>(['analyser', 'critic', 'planner', 'verifier']);
/** The roles of workers on hosts. */
export const HOSTED: ReadonlySet<string> = new Set<string>([...READING, 'executor' satisfies Role]);

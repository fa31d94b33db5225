// What `muster stats` counts for one run: how it ended, when, what it cost, and the same for each piece of work in it.

import type { DispatchView, RunView } from '../../../contracts/run/run-view.ts';
import { instant, type Timestamp } from '../../../contracts/time.ts';
import { USAGE_NONE, type Usage } from '../../../contracts/usage.ts';
import { savedIn } from '../../../skills/reuse/saved.ts';
import type { Saved } from '../../../skills/reuse/saved-words.ts';
import { addUsage, knownUsage } from '../../../skills/wording/usage-sum.ts';

export type WorkFigures = {
  agent: string;
  role: string;
  completed: boolean;
  /** Why it ended. */
  reason: string;
  /** Start to end, in milliseconds. */
  took: number | null;
  usage: Usage;
};

export type RunFigures = {
  status: string;
  degraded: boolean;
  createdAt: Timestamp;
  endedAt: Timestamp | null;
  usage: Usage;
  reused: Saved;
  work: WorkFigures[];
};

export const figuresOf = (view: RunView): RunFigures => ({
  status: view.status,
  degraded: view.degraded,
  createdAt: view.createdAt,
  endedAt: view.endedAt,
  usage: view.usage,
  reused: savedIn([view]),
  work: view.dispatches.filter((it) => it.state === 'ended' && it.status !== 'not-run').map((it) => workOf(it, view)),
});

function workOf(it: DispatchView, { seats }: RunView): WorkFigures {
  return {
    agent: seats.find(({ name }) => name === it.seat)?.agent ?? it.seat,
    role: roleOf(it),
    completed: it.status === 'completed',
    reason: it.reason ?? it.status ?? 'unknown',
    took: timeOf(it),
    usage: it.attempts.flatMap((at) => knownUsage(at) ?? []).reduce(addUsage, USAGE_NONE),
  };
}

/** An analyser that is asked for verdicts does different work from one that looks for problems. */
const roleOf = ({ role, round }: DispatchView): string => (role === 'analyser' && round > 0 ? 'verdicts' : role);

/** From its first attempt's start to its last one's end. */
function timeOf({ attempts }: DispatchView): number | null {
  const from = attempts.find((it) => it.startedAt !== null)?.startedAt;
  const to = attempts.findLast((it) => it.endedAt !== null)?.endedAt;
  return from && to ? Math.max(0, instant(to) - instant(from)) : null;
}

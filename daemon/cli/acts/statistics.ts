// Statistics of outcomes, times and costs over many runs: by outcome, and by agent and role. Pure.

import { instant } from '../../../contracts/time.ts';
import { USAGE_NONE, type Usage } from '../../../contracts/usage.ts';
import { NOTHING_SAVED, plusSaved, type Saved } from '../../../skills/reuse/saved-words.ts';
import { addUsage } from '../../../skills/wording/usage-sum.ts';
import type { RunFigures } from '../../records/kept/run-figures.ts';

export type AgentRow = {
  agent: string;
  role: string;
  dispatches: number;
  completed: number;
  /** Why the others failed, most frequent first. */
  failures: { reason: string; count: number }[];
  /** Duration of completed dispatches, from start to end, in milliseconds. */
  p50: number | null;
  p95: number | null;
  usage: Usage;
};

export type Statistics = {
  runs: number;
  from: string | null;
  to: string | null;
  outcomes: Record<string, number>;
  degraded: number;
  /** Duration of ended runs, from acceptance to end. */
  p50: number | null;
  p95: number | null;
  usage: Usage;
  /** Answers that were reused from earlier runs, and what those had cost. */
  reused: Saved;
  agents: AgentRow[];
};

export function statisticsOf(runs: readonly RunFigures[]): Statistics {
  const outcomes: Record<string, number> = {};
  for (const { status } of runs) outcomes[status] = (outcomes[status] ?? 0) + 1;
  const ended = runs.flatMap(({ createdAt, endedAt }) => (endedAt === null ? [] : [instant(endedAt) - instant(createdAt)]));
  const created = runs.map((it) => it.createdAt).sort();
  return {
    runs: runs.length,
    from: created[0] ?? null,
    to: created.at(-1) ?? null,
    outcomes,
    degraded: runs.filter((it) => it.degraded).length,
    p50: percentile(ended, 0.5),
    p95: percentile(ended, 0.95),
    usage: runs.map((it) => it.usage).reduce(addUsage, USAGE_NONE),
    reused: runs.map((it) => it.reused).reduce(plusSaved, NOTHING_SAVED),
    agents: agentRows(runs),
  };
}

function agentRows(runs: readonly RunFigures[]): AgentRow[] {
  const all = runs.flatMap((it) => it.work);
  const groups = Map.groupBy(all, ({ agent, role }) => `${agent}\n${role}`);
  return [...groups]
    .map(([key, some]) => {
      const [agent = '', role = ''] = key.split('\n');
      const done = some.filter((it) => it.completed);
      const times = done.flatMap((it) => it.took ?? []);
      return {
        agent,
        role,
        dispatches: some.length,
        completed: done.length,
        failures: counted(some.flatMap((it) => (it.completed ? [] : [it.reason]))),
        p50: percentile(times, 0.5),
        p95: percentile(times, 0.95),
        usage: some.map((it) => it.usage).reduce(addUsage, USAGE_NONE),
      };
    })
    .sort((a, b) => b.dispatches - a.dispatches || compare(a.agent, b.agent) || compare(a.role, b.role));
}

/** The nearest rank: always a measured value. */
function percentile(values: readonly number[], part: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? null;
}

function counted(reasons: readonly string[]): AgentRow['failures'] {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count || compare(a.reason, b.reason));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

// Outcomes, times and costs counted over many runs: by outcome, and by agent and role. Pure.

import type { DispatchView, RunView } from '../../../contracts/run/run-view.ts';
import { instant } from '../../../contracts/time.ts';
import { USAGE_NONE, type Usage } from '../../../contracts/usage.ts';
import { type Saved, savedIn } from '../../../skills/reuse/saved.ts';
import { knownUsage, plusUsage } from '../../../skills/telling/usage-sum.ts';

export type AgentRow = {
  agent: string;
  role: string;
  dispatches: number;
  completed: number;
  /** Why the others failed, the most frequent first. */
  failures: { reason: string; count: number }[];
  /** Of completed dispatches, start to end, in milliseconds. */
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
  /** Of ended runs, accepted to ended. */
  p50: number | null;
  p95: number | null;
  usage: Usage;
  /** Answers that were taken from earlier runs, and what those had cost. */
  reused: Saved;
  agents: AgentRow[];
};

export function statisticsOf(views: readonly RunView[]): Statistics {
  const outcomes: Record<string, number> = {};
  for (const { status } of views) outcomes[status] = (outcomes[status] ?? 0) + 1;
  const ended = views.flatMap(({ createdAt, endedAt }) => (endedAt === null ? [] : [instant(endedAt) - instant(createdAt)]));
  const created = views.map((it) => it.createdAt).sort();
  return {
    runs: views.length,
    from: created[0] ?? null,
    to: created.at(-1) ?? null,
    outcomes,
    degraded: views.filter((it) => it.degraded).length,
    p50: percentile(ended, 0.5),
    p95: percentile(ended, 0.95),
    usage: views.map((it) => it.usage).reduce(plusUsage, USAGE_NONE),
    reused: savedIn(views),
    agents: agentRows(views),
  };
}

function agentRows(views: readonly RunView[]): AgentRow[] {
  const all = views.flatMap((view) =>
    view.dispatches
      .filter((it) => it.state === 'ended' && it.status !== 'not-run')
      .map((dispatch) => ({ agent: view.seats.find((it) => it.name === dispatch.seat)?.agent ?? dispatch.seat, dispatch })),
  );
  const groups = Map.groupBy(all, ({ agent, dispatch }) => `${agent}\n${roleOf(dispatch)}`);
  return [...groups]
    .map(([key, some]) => {
      const [agent = '', role = ''] = key.split('\n');
      const dispatches = some.map((it) => it.dispatch);
      const done = dispatches.filter((it) => it.status === 'completed');
      const times = done.flatMap((it) => timeOf(it) ?? []);
      return {
        agent,
        role,
        dispatches: dispatches.length,
        completed: done.length,
        failures: counted(dispatches.flatMap((it) => (it.status === 'completed' ? [] : [it.reason ?? it.status ?? 'unknown']))),
        p50: percentile(times, 0.5),
        p95: percentile(times, 0.95),
        usage: dispatches.flatMap((it) => it.attempts.flatMap((at) => knownUsage(at) ?? [])).reduce(plusUsage, USAGE_NONE),
      };
    })
    .sort((a, b) => b.dispatches - a.dispatches || compare(a.agent, b.agent) || compare(a.role, b.role));
}

/** An analyser that is asked for verdicts does different work from one that looks for problems. */
const roleOf = ({ role, round }: DispatchView): string => (role === 'analyser' && round > 0 ? 'verdicts' : role);

/** From its first attempt's start to its last one's end. */
function timeOf({ attempts }: DispatchView): number | undefined {
  const from = attempts.find((it) => it.startedAt !== null)?.startedAt;
  const to = attempts.findLast((it) => it.endedAt !== null)?.endedAt;
  return from && to ? Math.max(0, instant(to) - instant(from)) : undefined;
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

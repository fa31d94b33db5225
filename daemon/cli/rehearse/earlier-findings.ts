// What each agent found in the newest completed run of the same type in the same project. A rehearsal
// returns it again, so that later phases have something to do.

import type { Finding } from '../../../contracts/findings/finding.ts';
import type { CheckedTask } from '../before/check-task.ts';
import { openRecords } from '../named/records.ts';
import type { Context } from '../words/command.ts';

export type EarlierFindings = { run: string | null; byAgent: ReadonlyMap<string, Finding[]> };

const RUNS_READ = 50;

export async function earlierFindings({ task, template }: CheckedTask, context: Context): Promise<EarlierFindings> {
  await using records = await openRecords(context);
  for (const { run } of (await records?.runs({ ended: true, newest: RUNS_READ })) ?? []) {
    const view = await records?.view(run).catch(() => undefined);
    if (view?.outcome !== 'completed' || view.template.name !== template.name || view.task.project !== task.project) continue;
    const agents = new Map(view.seats.map((it) => [it.name, it.agent]));
    const byAgent = new Map<string, Finding[]>();
    for (const seat of new Set(view.raised.map((it) => it.seat))) {
      const agent = agents.get(seat);
      const first = view.raised.find((it) => it.seat === seat)?.dispatch;
      // One analysis of one seat, because names of findings are unique only within one result.
      if (agent === undefined || byAgent.has(agent)) continue;
      byAgent.set(
        agent,
        view.raised.filter((it) => it.dispatch === first).map((it) => it.finding),
      );
    }
    if (byAgent.size > 0) return { run, byAgent };
  }
  return { run: null, byAgent: new Map() };
}

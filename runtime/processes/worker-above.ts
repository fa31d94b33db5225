// Whether a process is a worker or descends from one, by the mark that every worker carries in its environment and
// hands on to whoever it starts. A process that hides it on purpose is not found: one user is one user.

import { lookAtProcesses } from './processes.ts';

const MARK = 'MUSTER_DISPATCH=';

/** The session that the process belongs to, if it does. */
export function workerAbove(pid: number): string | undefined {
  const table = lookAtProcesses();
  const parents = new Map(table.rows.map((row) => [row.pid, row.parent]));
  const seen = new Set<number>();
  for (let at: number | undefined = pid; at !== undefined && at > 1 && !seen.has(at); at = parents.get(at)) {
    seen.add(at);
    for (const entry of table.environmentOf(at)) if (entry.startsWith(MARK)) return entry.slice(MARK.length);
  }
  return undefined;
}

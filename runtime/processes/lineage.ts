// A process and its ancestors, from one snapshot of the process table. Pure: a table in, rows out.

import type { ProcessRow, ProcessTable } from './table.ts';

export type Lineage = {
  /** The process first, then its parent, and so on; empty if it is not in the table. */
  rows: readonly ProcessRow[];
  /** Why the list ends: at the first process of the system, at a `stops` row, or at a parent that is not in the table. */
  end: 'first' | 'stop' | 'unseen';
};

/** `stops` rows are excluded: a process that adopts orphans is the parent of processes that it never started. */
export function lineageOf(pid: number, table: ProcessTable, stops: (row: ProcessRow) => boolean = () => false): Lineage {
  const byPid = new Map(table.rows.map((row) => [row.pid, row]));
  const rows: ProcessRow[] = [];
  const seen = new Set<number>();
  for (let at = pid; ; ) {
    const row = byPid.get(at);
    if (row === undefined || seen.has(at)) return { rows, end: 'unseen' };
    if (rows.length > 0 && stops(row)) return { rows, end: 'stop' };
    seen.add(at);
    rows.push(row);
    if (row.parent <= 1) return { rows, end: row.parent === 1 ? 'stop' : 'first' };
    at = row.parent;
  }
}

// Which processes belong to a session. Pure: a table in, the proved and the doubtful out. Nobody who
// is not proved ours is ever signalled; a pid proves nothing without its start time.

import { sameBoot } from '../../../processes/processes.ts';
import type { ProcessRow, ProcessTable } from '../../../processes/table.ts';

export type Root = {
  pid: number | null;
  /** Null when the leader was gone before it could be looked at. */
  pidStart: string | null;
  /** Nothing of ours is older than this, within that boot. */
  notBefore: { start: string; startOrder: number };
  /** `MUSTER_DISPATCH=…` and the like, which the worker and its descendants have in their environment. */
  marks: readonly string[];
  /**
   * Whether the session has been watched without a break since its start. The number of a session is not
   * given out again while a process is in it, so for a watcher its members are proved by the number alone.
   */
  watched: boolean;
};

export type Family = { ours: readonly ProcessRow[]; doubtful: readonly ProcessRow[] };

const NOBODY: Family = { ours: [], doubtful: [] };

export function familyOf(root: Root, table: ProcessTable, spare: ReadonlySet<number>): Family {
  const candidates = table.rows.filter((row) => row.startOrder >= root.notBefore.startOrder && !spare.has(row.pid));
  const first = candidates[0];
  if (!first || !sameBoot(first.start, root.notBefore.start)) return NOBODY;

  const holder = candidates.find((row) => row.pid === root.pid);
  const numberIsOurs = holder ? holder.start === root.pidStart : root.watched;
  const inSession = (row: ProcessRow) => root.pid !== null && (row.session === root.pid || row.group === root.pid);
  const ours = new Map<number, ProcessRow>();
  for (const row of candidates) {
    if ((numberIsOurs && inSession(row)) || isMarked(row, root.marks, table)) ours.set(row.pid, row);
  }
  addKin(ours, candidates);
  const doubtful = holder || root.pid === null ? [] : candidates.filter((row) => inSession(row) && !ours.has(row.pid));
  return { ours: [...ours.values()], doubtful };
}

function isMarked(row: ProcessRow, marks: readonly string[], table: ProcessTable): boolean {
  if (marks.length === 0) return false;
  const environment = table.environmentOf(row.pid);
  return marks.every((mark) => environment.has(mark));
}

/** A child of one of ours is ours, and so is every process in a session or group that one of ours leads. */
function addKin(ours: Map<number, ProcessRow>, candidates: readonly ProcessRow[]): void {
  for (let before = -1; before !== ours.size; ) {
    before = ours.size;
    for (const row of candidates) {
      if (ours.has(row.pid)) continue;
      if (ours.has(row.parent) || ours.has(row.session) || ours.has(row.group)) ours.set(row.pid, row);
    }
  }
}

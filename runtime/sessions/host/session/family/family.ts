// Decides which processes belong to a session: proved or doubtful. Pure. A process that is not proved to be ours is never
// signalled, and a pid proves nothing without its start time.

import { sameBoot } from '../../../../processes/processes.ts';
import type { ProcessRow, ProcessTable } from '../../../../processes/table.ts';

export type Root = {
  pid: number | null;
  /** Null if the leader was gone before we could look. */
  pidStart: string | null;
  /** No process of ours is older than this, within that boot. */
  notBefore: { start: string; startOrder: number };
  /** Variables like `MUSTER_DISPATCH=…` that the worker and its descendants have in their environment. */
  marks: readonly string[];
  /**
   * Whether the session was watched without interruption since its start. A session id is not reused while a process is in the
   * session, so to a watcher the id alone proves its members.
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

/** Children of our processes are ours, and so is every process in a session or group that one of them leads. */
function addKin(ours: Map<number, ProcessRow>, candidates: readonly ProcessRow[]): void {
  for (let before = -1; before !== ours.size; ) {
    before = ours.size;
    for (const row of candidates) {
      if (ours.has(row.pid)) continue;
      if (ours.has(row.parent) || ours.has(row.session) || ours.has(row.group)) ours.set(row.pid, row);
    }
  }
}

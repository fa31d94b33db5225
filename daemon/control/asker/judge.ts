// Whether a process may speak for a person: it may not when it is a worker, descends from one, or when that cannot be
// told. The rules, over one look at the machine. Pure.

import type { Asker } from '../../../contracts/control.ts';
import { lineageOf } from '../../../runtime/processes/lineage.ts';
import { sameBoot } from '../../../runtime/processes/processes.ts';
import type { ProcessRow, ProcessTable } from '../../../runtime/processes/table.ts';

export type Told = Asker;

type Host = { pid: number; start: string; startOrder: number };

export type Look = {
  table: ProcessTable;
  /** Unended, with the processes that are proved theirs, or may be. */
  sessions: readonly { key: string; host: Host; ours: ReadonlySet<number>; doubtful: ReadonlySet<number> }[];
  /** Whether it carries the mark that workers cannot take off. */
  isBranded(pid: number): boolean;
  /** Whether every worker that there was carries it. */
  allBranded: boolean;
  /** Of all sessions on record; asked only where not every worker carries the mark. */
  hosts(): readonly Host[];
  /** Whether it is who becomes the parent of orphans. */
  adopts(row: ProcessRow): boolean;
  /** Whether it is a `muster mcp` that serves an agent. */
  servesAgent(row: ProcessRow): boolean;
  /** Whether its parent is there and only hidden from this user. */
  isHidden(row: ProcessRow): boolean;
};

const MARK = 'MUSTER_DISPATCH=';
/** It carries no mark any more that says whose it is. */
const UNNAMED = 'of some run';

/** Of several processes that could be the one: none of them may be a worker's. */
export function judgeAll(pids: readonly number[], look: Look): Told {
  const worker = pids.map((pid) => judge(pid, look)).find(({ kind }) => kind !== 'person');
  return worker ?? { kind: pids.some((pid) => isOfClient(pid, look)) ? 'client' : 'person' };
}

/**
 * An agent that leads through `muster mcp` has a shell too, in which it could type what only a person may say. Such a shell
 * has no terminal, and an ancestor whose child is that `muster mcp`.
 */
function isOfClient(pid: number, { table, servesAgent }: Look): boolean {
  const { rows } = lineageOf(pid, table);
  const [here] = rows;
  if (!here || here.terminal) return false;
  const clients = new Set(table.rows.filter(servesAgent).map((row) => row.parent));
  return rows.some((row) => row.parent > 0 && clients.has(row.pid));
}

function judge(pid: number, look: Look): Told {
  const { rows, end } = lineageOf(pid, look.table);
  const last = rows.at(-1);
  if (!last) return { kind: 'unknown', why: `process ${pid} no longer exists` };
  for (const row of rows) {
    const told = judgeOne(row, look);
    if (told) return told;
  }
  if (end === 'unseen' && !look.isHidden(last))
    return { kind: 'unknown', why: `the ancestors of process ${pid} changed while they were checked` };
  if (!look.allBranded && couldBeOrphan(pid, look)) {
    const why = `process ${pid} lost its parent after the first worker of this home was started, so it may come from a worker`;
    return { kind: 'unknown', why };
  }
  return { kind: 'person' };
}

function judgeOne(row: ProcessRow, { table, sessions, isBranded }: Look): Told | undefined {
  const mark = [...table.environmentOf(row.pid)].find((entry) => entry.startsWith(MARK));
  if (mark !== undefined) return { kind: 'worker', name: mark.slice(MARK.length) };
  const session = sessions.find(({ ours }) => ours.has(row.pid));
  if (session) return { kind: 'worker', name: session.key };
  if (isBranded(row.pid) || sessions.some(({ host }) => host.pid === row.pid && host.start === row.start))
    return { kind: 'worker', name: UNNAMED };
  const doubtful = sessions.find((it) => it.doubtful.has(row.pid));
  return doubtful && { kind: 'unknown', why: `process ${row.pid} may belong to the worker ${doubtful.key}` };
}

/** Adopted by init, and no ancestor is older than the first recorded worker. */
function couldBeOrphan(pid: number, { table, hosts, adopts }: Look): boolean {
  const { rows, end } = lineageOf(pid, table, adopts);
  const [here] = rows;
  if (!here || end === 'first') return false;
  const oldest = Math.min(...hosts().flatMap((host) => (sameBoot(host.start, here.start) ? [host.startOrder] : [])));
  const isOlder = (row: ProcessRow) => row.startOrder < oldest;
  // A process can make a session and never enter another's: one that is older than every worker holds none of theirs.
  const leaders = new Set(rows.map((row) => row.session));
  return !rows.some(isOlder) && !table.rows.some((row) => leaders.has(row.pid) && isOlder(row));
}

// Whether a process may speak for a person: not if it is a worker, descends from one, or cannot be
// identified. The rules, applied to one snapshot of the machine's processes. Pure.

import type { Caller } from '../../../contracts/control.ts';
import { lineageOf } from '../../../runtime/processes/lineage.ts';
import { sameBoot } from '../../../runtime/processes/processes.ts';
import type { ProcessRow, ProcessTable } from '../../../runtime/processes/table.ts';

type Host = { pid: number; start: string; startOrder: number };

export type MachineSnapshot = {
  table: ProcessTable;
  /** Sessions in progress, with the processes that certainly or possibly belong to them. */
  sessions: readonly { key: string; host: Host; ours: ReadonlySet<number>; doubtful: ReadonlySet<number> }[];
  /** Whether it carries the mark that workers cannot remove. */
  isBranded(pid: number): boolean;
  /** Whether every worker so far carries the mark. */
  allBranded: boolean;
  /** The processes of all recorded sessions; needed only if some worker does not carry the mark. */
  hosts(): readonly Host[];
  /** Whether this process adopts orphans. */
  adopts(row: ProcessRow): boolean;
  /** Whether it is a `muster mcp` that serves an agent. */
  servesAgent(row: ProcessRow): boolean;
  /** Whether it only starts another program for its caller, as a script or `npx` does. */
  startsForOthers(row: ProcessRow): boolean;
  /** Whether its parent exists but is hidden from this user. */
  isHidden(row: ProcessRow): boolean;
};

const MARK = 'MUSTER_DISPATCH=';
/** The name for a worker whose session is unknown. */
const UNNAMED = 'of some run';

/** If several processes could be the sender, none of them may be a worker's. */
export function judgeCallers(pids: readonly number[], look: MachineSnapshot): Caller {
  const worker = pids.map((pid) => judge(pid, look)).find(({ kind }) => kind !== 'person');
  return worker ?? { kind: pids.some((pid) => isOfClient(pid, look)) ? 'client' : 'person' };
}

/**
 * An agent that leads through `muster mcp` also has a shell in which it could type what only a person may say. A terminal proves nothing,
 * because several agents give their shells one. So everything that runs below an agent speaks for the agent.
 */
function isOfClient(pid: number, look: MachineSnapshot): boolean {
  const agents = agentsIn(look);
  return lineageOf(pid, look.table).rows.some((row) => agents.has(row.pid));
}

/**
 * The parent of each `muster mcp`, and the processes in between: those that start only the server and are not a person's shell, which leads
 * the session of its terminal. A process that adopted an orphaned server is not an agent.
 */
function agentsIn({ table, servesAgent, startsForOthers, adopts }: MachineSnapshot): ReadonlySet<number> {
  const byPid = new Map(table.rows.map((row) => [row.pid, row]));
  const isBetween = (it: ProcessRow): boolean =>
    startsForOthers(it) && !(it.terminal && it.session === it.pid) && table.rows.filter((row) => row.parent === it.pid).length === 1;
  const agents = new Set<number>();
  for (const server of table.rows.filter(servesAgent)) {
    let at = byPid.get(server.parent);
    while (at && at.parent > 0 && !adopts(at) && !agents.has(at.pid)) {
      agents.add(at.pid);
      at = isBetween(at) ? byPid.get(at.parent) : undefined;
    }
  }
  return agents;
}

function judge(pid: number, look: MachineSnapshot): Caller {
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

function judgeOne(row: ProcessRow, { table, sessions, isBranded }: MachineSnapshot): Caller | undefined {
  const mark = [...table.environmentOf(row.pid)].find((entry) => entry.startsWith(MARK));
  if (mark !== undefined) return { kind: 'worker', name: mark.slice(MARK.length) };
  const session = sessions.find(({ ours }) => ours.has(row.pid));
  if (session) return { kind: 'worker', name: session.key };
  if (isBranded(row.pid) || sessions.some(({ host }) => host.pid === row.pid && host.start === row.start))
    return { kind: 'worker', name: UNNAMED };
  const doubtful = sessions.find((it) => it.doubtful.has(row.pid));
  return doubtful && { kind: 'unknown', why: `process ${row.pid} may belong to the worker ${doubtful.key}` };
}

/** Adopted by init, with no ancestor older than the first recorded worker. */
function couldBeOrphan(pid: number, { table, hosts, adopts }: MachineSnapshot): boolean {
  const { rows, end } = lineageOf(pid, table, adopts);
  const [here] = rows;
  if (!here || end === 'first') return false;
  const oldest = Math.min(...hosts().flatMap((host) => (sameBoot(host.start, here.start) ? [host.startOrder] : [])));
  const isOlder = (row: ProcessRow) => row.startOrder < oldest;
  // A process can create a session but never enter another's, so a session older than every worker contains none of them.
  const leaders = new Set(rows.map((row) => row.session));
  return !rows.some(isOlder) && !table.rows.some((row) => leaders.has(row.pid) && isOlder(row));
}

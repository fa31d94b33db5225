// Takes a snapshot of the machine for telling a person's process from a worker's: the process table,
// the resource limit that marks workers, and the session host's records.

import { readFileSync, realpathSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { defaultHome } from '../../../runtime/home.ts';
import { canBrand, isBranded } from '../../../runtime/processes/brand.ts';
import { readProcessTable } from '../../../runtime/processes/processes.ts';
import type { ProcessRow } from '../../../runtime/processes/table.ts';
import { livingSessions, recordedHosts } from '../../../runtime/sessions/host/known-sessions.ts';
import { familyOf } from '../../../runtime/sessions/host/session/family/family.ts';
import { MCP_NAME } from '../../process/mcp-name.ts';
import type { MachineSnapshot } from './judge.ts';
import { startsForOthers } from './starts-for-others.ts';

const NOBODY: ReadonlySet<number> = new Set();
/** If the parent is different now, it has adopted this daemon, and adopts others too. */
const firstParent = process.ppid;

export function machineSnapshot(home: string): MachineSnapshot {
  const table = readProcessTable();
  const pids = (rows: readonly ProcessRow[]) => new Set(rows.map((row) => row.pid));
  const sessions = livingSessions(home).map(({ key, host, root }) => {
    const { ours, doubtful } = familyOf(root, table, NOBODY);
    return { key, host, ours: pids(ours), doubtful: pids(doubtful) };
  });
  return {
    table,
    sessions,
    isBranded,
    allBranded: canBrand() && sessions.every(({ host }) => isBranded(host.pid)),
    hosts: () => recordedHosts(home),
    adopts: ({ pid }) => pid === 1 || (process.ppid !== firstParent && pid === process.ppid) || nameOf(pid) === 'systemd',
    servesAgent,
    startsForOthers: ({ pid }) => startsForOthers(argvOf(pid)),
    isHidden,
  };
}

const servesAgent = ({ pid }: Pick<ProcessRow, 'pid'>): boolean => nameOf(pid) === MCP_NAME;

/** Whether an agent runs `muster mcp` for this home; an unreadable environment counts as yes. */
export function agentsLead(home: string): boolean {
  const { rows, environmentOf } = readProcessTable();
  return rows.filter(servesAgent).some(({ pid }) => {
    const entries = [...environmentOf(pid)].map((it): [string, string] => [it.slice(0, it.indexOf('=')), it.slice(it.indexOf('=') + 1)]);
    const env: NodeJS.ProcessEnv = Object.fromEntries(entries);
    // A relative path was meant from a folder that it may have left since.
    const isRelative = Boolean(env.MUSTER_HOME) && !isAbsolute(env.MUSTER_HOME ?? '');
    return entries.length === 0 || isRelative || isSame(defaultHome(env), home);
  });
}

/** A path that no longer exists is compared as it is written. */
function isSame(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    return one === other;
  }
}

/** /proc can be mounted to show only one's own processes (hidepid). A parent that has just ended looks the same, but only once. */
function isHidden(last: ProcessRow): boolean {
  const { rows } = readProcessTable();
  const now = rows.find((row) => row.pid === last.pid);
  return now?.start === last.start && now.parent === last.parent && !rows.some((row) => row.pid === last.parent);
}

const nameOf = (pid: number): string => proc(pid, 'comm').trim();
const argvOf = (pid: number): string[] => proc(pid, 'cmdline').split('\0');

/** Empty if the process has ended, or is another user's. */
function proc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

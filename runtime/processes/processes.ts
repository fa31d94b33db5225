// Takes a snapshot of the machine's processes: their ids, parents and CPU time. On Linux from /proc; elsewhere from `ps`, which is
// untested. Read-only.

import { closeSync, existsSync, openSync, readdirSync, readSync } from 'node:fs';
import { psTable } from './ps.ts';
import type { ProcessRow, ProcessTable } from './table.ts';

const fromProc = existsSync('/proc/self/stat');
/** A tick is 10 ms on every Linux that Node runs on. */
const TICK = 10;
const NOBODY: ReadonlySet<string> = new Set();

let boot: string | undefined;
/** A short text that changes with every boot, because start times are counted from it. */
function bootMark(): string {
  boot ??= readOr('/proc/sys/kernel/random/boot_id', '').slice(0, 8);
  return boot;
}

/** `but`: processes that the caller does not need; they may be left out. */
export function readProcessTable(but: (pid: number) => boolean = () => false): ProcessTable {
  if (!fromProc) return psTable();
  const rows: ProcessRow[] = [];
  for (const name of readdirSync('/proc')) {
    const first = name.charCodeAt(0);
    if (first < 48 || first > 57 || but(Number(name))) continue;
    const row = rowOf(name);
    if (row) rows.push(row);
  }
  const environments = new Map<number, ReadonlySet<string>>();
  return {
    rows,
    environmentOf(pid) {
      let found = environments.get(pid);
      if (!found) {
        const text = readOr(`/proc/${pid}/environ`, '');
        found = text === '' ? NOBODY : new Set(text.split('\0'));
        environments.set(pid, found);
      }
      return found;
    },
  };
}

/** The start time of a living process; undefined if there is none with that pid. */
export function startOf(pid: number): string | undefined {
  if (fromProc) return rowOf(String(pid))?.start;
  return psTable().rows.find((row) => row.pid === pid)?.start;
}

/** Whether the process with this pid is still the one that was started then. */
export const isAlive = (pid: number, start: string): boolean => startOf(pid) === start;

/** A process from an earlier boot cannot be alive. */
export function sameBoot(a: string, b: string): boolean {
  return a.slice(0, a.indexOf(':')) === b.slice(0, b.indexOf(':'));
}

function rowOf(pid: string): ProcessRow | undefined {
  const text = readOr(`/proc/${pid}/stat`, '');
  // The name in parentheses may contain spaces and parentheses, so fields are counted from after the last one.
  const close = text.lastIndexOf(')');
  if (close < 0) return undefined;
  const field = text.slice(close + 2).split(' ');
  const state = field[0];
  if (state === 'Z' || state === 'X') return undefined;
  const at = (index: number) => Number(field[index]);
  const startOrder = at(19);
  return {
    pid: Number(pid),
    parent: at(1),
    group: at(2),
    session: at(3),
    terminal: at(4) !== 0,
    start: `${bootMark()}:${startOrder}`,
    startOrder,
    cpu: (at(11) + at(12) + at(13) + at(14)) * TICK,
  };
}

/** Reused for every read: looking at hundreds of processes should leave no garbage behind. */
let room = Buffer.allocUnsafe(16 * 1024);

function readOr(path: string, fallback: string): string {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    let length = 0;
    for (let read = -1; read !== 0; length += read) {
      if (length === room.length) room = Buffer.concat([room], room.length * 2);
      read = readSync(file, room, length, room.length - length, null);
    }
    return room.toString('utf8', 0, length);
  } catch (error) {
    // Gone since the listing, or not ours. Any other error (no descriptor left, say) must not look like an empty machine.
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return fallback;
    throw error;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

// One look at the process table serves all requests made meanwhile: two hundred sessions that end at once read /proc once a round,
// and looking never takes more than half of the host's time.

import { readProcessTable } from '../../../../processes/processes.ts';
import type { ProcessTable } from '../../../../processes/table.ts';

type Waiting = { notBefore: number; resolve(table: ProcessTable): void; reject(error: unknown): void };

/**
 * Most processes are older than everything we ask about. A process that was recently seen to be is not read again for this long;
 * its pid cannot be reused that soon, because pids are assigned in a cycle.
 */
const KNOWN_FOR = 100;

let waiting: Waiting[] = [];
let lastCost = 0;
let lastEnd = 0;
/** When each process was read, and when it was started. */
const known = new Map<number, { at: number; startOrder: number }>();

/**
 * The processes that started at or after `startOrder`, all read after this call; others may be missing. Rejects if the process
 * table cannot be read.
 */
export function nextLook(notBefore: number): Promise<ProcessTable> {
  if (waiting.length === 0) setTimeout(look, Math.max(0, lastEnd + lastCost - performance.now()));
  return new Promise((resolve, reject) => waiting.push({ notBefore, resolve, reject }));
}

function look(): void {
  const served = waiting;
  waiting = [];
  const begun = performance.now();
  const notBefore = Math.min(...served.map((it) => it.notBefore));
  for (const [pid, { at }] of known) if (begun - at > KNOWN_FOR) known.delete(pid);
  try {
    const table = readProcessTable((pid) => (known.get(pid)?.startOrder ?? notBefore) < notBefore);
    for (const { pid, startOrder } of table.rows) if (startOrder < notBefore) known.set(pid, { at: begun, startOrder });
    for (const { resolve } of served) resolve(table);
  } catch (error) {
    for (const { reject } of served) reject(error);
  }
  lastEnd = performance.now();
  lastCost = lastEnd - begun;
}

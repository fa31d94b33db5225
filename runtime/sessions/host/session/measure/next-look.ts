// One look at the machine's processes serves all requests made meanwhile: two hundred sessions
// that end at once read /proc once a round, and looking never takes more than half of the host's time.

import { lookAtProcesses } from '../../../../processes/processes.ts';
import type { ProcessTable } from '../../../../processes/table.ts';

type Waiting = { resolve(table: ProcessTable): void; reject(error: unknown): void };

let waiting: Waiting[] = [];
let lastCost = 0;
let lastEnd = 0;

/** A table of which every row was read after this call. Rejects when the machine cannot be looked at. */
export function nextLook(): Promise<ProcessTable> {
  if (waiting.length === 0) setTimeout(look, Math.max(0, lastEnd + lastCost - performance.now()));
  return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
}

function look(): void {
  const served = waiting;
  waiting = [];
  const begun = performance.now();
  try {
    const table = lookAtProcesses();
    for (const { resolve } of served) resolve(table);
  } catch (error) {
    for (const { reject } of served) reject(error);
  }
  lastEnd = performance.now();
  lastCost = lastEnd - begun;
}

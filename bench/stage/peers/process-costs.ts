// What a process has cost so far, as the kernel counts it.

import { readdirSync, readFileSync } from 'node:fs';

export type Costs = { cpu: number; wakeUps: number };

/** CPU milliseconds of all threads, and how often the main one was woken from waiting. */
export function costsOf(pid: number): Costs {
  const nanoseconds = readdirSync(`/proc/${pid}/task`).map((task) =>
    Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]),
  );
  const status = readFileSync(`/proc/${pid}/task/${pid}/status`, 'utf8');
  const wakeUps = Number(/^voluntary_ctxt_switches:\s*(\d+)$/m.exec(status)?.[1]);
  return { cpu: nanoseconds.reduce((sum, it) => sum + it, 0) / 1e6, wakeUps };
}

/** Bytes in memory, as the kernel counts them now. */
export function memoryOf(pid: number): number {
  return Number(/^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

/** Bytes in memory, what it shares with others counted in parts. */
export function proportionalMemoryOf(pid: number): number {
  return Number(/^Pss:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]) * 1024;
}

export function parentOf(pid: number): number {
  return Number(/^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

// What a process has cost so far, as the kernel counts it.

import { readdirSync, readFileSync } from 'node:fs';

/** For each existing thread its CPU time so far, in nanoseconds, and how often the main thread was woken up. */
export type CostSnapshot = { threads: ReadonlyMap<number, number>; wakeUps: number };
/** CPU milliseconds of all threads. */
export type Costs = { cpu: number; wakeUps: number };

/** Undefined for a process that has ended. */
export function lookAt(pid: number): CostSnapshot | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/task/${pid}/status`, 'utf8');
    const wakeUps = Number(/^voluntary_ctxt_switches:\s*(\d+)$/m.exec(status)?.[1]);
    const threads = readdirSync(`/proc/${pid}/task`).flatMap((task) => {
      const spent = nanosecondsOf(pid, task);
      return spent === undefined ? [] : [[Number(task), spent] as const];
    });
    return { threads: new Map(threads), wakeUps };
  } catch {
    return undefined;
  }
}

/**
 * The cost between two looks. A thread or process that ended in between counts as having cost nothing since it was last seen; the
 * result is never negative.
 */
export function costsBetween(before: CostSnapshot | undefined, after: CostSnapshot | undefined): Costs {
  if (after === undefined) return { cpu: 0, wakeUps: 0 };
  let nanoseconds = 0;
  for (const [thread, spent] of after.threads) {
    const known = before?.threads.get(thread) ?? 0;
    // If a thread has cost less than before, it is a new one with a reused id.
    nanoseconds += spent < known ? spent : spent - known;
  }
  return { cpu: nanoseconds / 1e6, wakeUps: Math.max(0, after.wakeUps - (before?.wakeUps ?? 0)) };
}

function nanosecondsOf(pid: number, task: string): number | undefined {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]);
  } catch {
    return undefined;
  }
}

/** Bytes in memory, as the kernel counts them now. */
export function memoryOf(pid: number): number {
  return Number(/^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

/** Bytes in memory, with shared pages counted proportionally. */
export function proportionalMemoryOf(pid: number): number {
  return Number(/^Pss:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]) * 1024;
}

export function parentOf(pid: number): number {
  return Number(/^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

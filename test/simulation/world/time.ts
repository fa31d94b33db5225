// Virtual time. Everything that is due happens in order, and no time passes in between. World time counts only while the machine is
// awake; the time of day is kept separately and may jump.

import type { Millis } from '../../../contracts/time.ts';
import type { Clock } from '../../../runtime/clock.ts';

type Due = { at: number; order: number; what: (() => void) | undefined };

export type Time = {
  /** Awake time since the start of the world. */
  now(): Millis;
  /** The time of day. */
  wall(): number;
  jump(by: Millis): void;
  /** Returns a function that cancels it. */
  later(after: Millis, what: () => void): () => void;
  /** Lets the next thing happen and returns how much time passed; undefined if nothing is due. */
  goOn(): Millis | undefined;
  /** The clock of a process: once the process is dead, none of its timers fires. */
  clock(alive: () => boolean): Clock;
};

const BEGAN = Date.UTC(2026, 0, 1);

export function virtualTime(): Time {
  const heap: Due[] = [];
  let now = 0;
  let skew = 0;
  let order = 0;

  const before = (a: Due, b: Due): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
  const at = (index: number): Due => heap[index] as Due;

  function push(due: Due): void {
    let hole = heap.push(due) - 1;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!before(due, at(parent))) break;
      heap[hole] = at(parent);
      hole = parent;
    }
    heap[hole] = due;
  }

  function take(): Due | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let hole = 0;
    for (let child = 1; child < heap.length; child = 2 * hole + 1) {
      if (child + 1 < heap.length && before(at(child + 1), at(child))) child++;
      if (!before(at(child), last)) break;
      heap[hole] = at(child);
      hole = child;
    }
    heap[hole] = last;
    return first;
  }

  function later(after: Millis, what: () => void): () => void {
    const due: Due = { at: now + Math.max(0, after), order: order++, what };
    push(due);
    return () => {
      due.what = undefined;
    };
  }

  const wall = (): number => BEGAN + now + skew;

  function nap(span: Millis, signal: AbortSignal, alive: () => boolean): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = later(span, () => {
        signal.removeEventListener('abort', woken);
        if (alive()) resolve();
      });
      const woken = () => {
        cancel();
        resolve();
      };
      signal.addEventListener('abort', woken, { once: true });
    });
  }

  return {
    now: () => now,
    wall,
    jump(by) {
      skew += by;
    },
    later,
    goOn() {
      for (let due = take(); due; due = take()) {
        if (!due.what) continue;
        const took = due.at - now;
        now = due.at;
        due.what();
        return took;
      }
      return undefined;
    },
    clock: (alive) => ({
      now: wall,
      awake: () => now,
      async sleepUntil(instant, signal) {
        while (!signal.aborted) {
          const left = instant - wall();
          if (left <= 0) return;
          await nap(left, signal, alive);
        }
      },
      sleep: (span, signal) => nap(span, signal, alive),
    }),
  };
}

/** For several worlds in one process, so that none waits for the others. */
let waiting = 0;

/** Waits for everything that follows immediately: the promises of all processes, and their computations in slices. */
export async function settled(): Promise<void> {
  waiting += 1;
  do await new Promise((resolve) => setImmediate(resolve));
  while (process.getActiveResourcesInfo().filter((it) => it === 'Immediate').length >= waiting);
  waiting -= 1;
}

// Drives a long computation without blocking the process: after a few milliseconds of steps, everything else that is waiting gets
// its turn.

import type { Steps } from './steps.ts';

/** Too short to notice, and long enough that yielding costs little compared with the work. */
export const SLICE = 2;
/** A computation of this many slices counts as long. */
const LONG = 10;

export async function inSlices<T>(steps: Steps<T>): Promise<T> {
  // If others have already computed in this turn of the event loop, starting now would make the turn too long.
  if (isTaken()) await yieldToOthers();
  let until = taken();
  for (let slices = 1; ; ) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() < until) continue;
    if (slices++ === LONG) onLong();
    await yieldToOthers();
    until = taken();
  }
}

/** When the slice of this turn ends; undefined if no one has started one. */
let endOfSlice: number | undefined;

/** When the current slice ends, for code that checks the time itself; starts a slice if none has started. */
export const sliceEnd = (): number => taken();

const isTaken = (): boolean => endOfSlice !== undefined && performance.now() >= endOfSlice;

function taken(): number {
  if (endOfSlice !== undefined) return endOfSlice;
  endOfSlice = performance.now() + SLICE;
  setImmediate(over, endOfSlice);
  return endOfSlice;
}

function over(end: number): void {
  if (endOfSlice === end) endOfSlice = undefined;
}

let onLong = (): void => undefined;

/** Registers a callback for each computation that takes long, called while it is running. */
export function onLongComputation(tell: () => void): void {
  onLong = tell;
}

const waiting: (() => void)[] = [];

/**
 * Lets everything else that is waiting have its turn. Of all that wait here, one continues in each turn of the event loop, so ten
 * long computations delay an answer no longer than one does.
 */
export function yieldToOthers(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(next);
  });
}

function next(): void {
  const goOn = waiting.shift();
  if (waiting.length > 0) setImmediate(next);
  endOfSlice = undefined;
  goOn?.();
}

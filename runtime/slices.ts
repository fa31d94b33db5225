// Drives a long computation without holding up the process: after some milliseconds of its steps everything else
// that waits has its turn.

import type { Steps } from './steps.ts';

/** Too short to notice, and long enough that yielding costs little compared with the work. */
export const SLICE = 2;
/** Whatever takes so many slices takes long. */
const LONG = 10;

export async function inSlices<T>(steps: Steps<T>): Promise<T> {
  // What begins in a turn in which others have computed already would make it as long as all of them together.
  if (isTaken()) await othersTurn();
  let until = taken();
  for (let slices = 1; ; ) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() < until) continue;
    if (slices++ === LONG) onLong();
    await othersTurn();
    until = taken();
  }
}

/** When the slice of this turn of the event loop is over; unset when nobody has begun it. */
let endOfSlice: number | undefined;

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

/** Tells of each computation that takes long, while it goes on. */
export function whenLong(tell: () => void): void {
  onLong = tell;
}

const waiting: (() => void)[] = [];

/**
 * Lets everything else that waits have its turn. Of all who wait here one goes on in each turn of the event loop: ten long
 * computations at once hold up an answer no longer than one does.
 */
export function othersTurn(): Promise<void> {
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

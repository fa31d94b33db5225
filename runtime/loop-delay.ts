// How long this process was busy with one thing at a time: while it is, it answers nobody. Measured once for each turn
// of the event loop, without any timer of its own, so that a process with nothing to do stays asleep.

import { monitorEventLoopDelay, type RecordableHistogram } from 'node:perf_hooks';
import type { Millis } from '../contracts/time.ts';

/** Of all turns since it was opened. */
export type LoopDelay = { turns: number; p99: Millis; longest: Millis };

/** Undefined where this Node can only measure with a timer, which would wake the process a hundred times a second. */
export function measureLoop(): (() => LoopDelay) | undefined {
  if (!measuresTurns()) return undefined;
  const turns = monitorEventLoopDelay({ samplePerIteration: true });
  turns.enable();
  return () => delayIn(turns);
}

const delayIn = (turns: Pick<RecordableHistogram, 'count' | 'percentile' | 'max'>): LoopDelay =>
  turns.count === 0
    ? { turns: 0, p99: 0, longest: 0 }
    : { turns: turns.count, p99: inMillis(turns.percentile(99)), longest: inMillis(turns.max) };

/** To a tenth. */
const inMillis = (nanoseconds: number): Millis => Math.round(nanoseconds / 1e5) / 10;

/** A Node that knows the option refuses a value that is none; an older one passes over it. */
function measuresTurns(): boolean {
  try {
    monitorEventLoopDelay({ samplePerIteration: 'unknown' } as unknown as Parameters<typeof monitorEventLoopDelay>[0]);
    return false;
  } catch {
    return true;
  }
}

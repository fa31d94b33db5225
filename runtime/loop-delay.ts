// Event loop delay: how long this process was busy with one thing and so could not answer. It is sampled once for each turn of the
// loop, without a timer of its own, so an idle process stays asleep.

import { monitorEventLoopDelay, type RecordableHistogram } from 'node:perf_hooks';
import type { Millis } from '../contracts/time.ts';

/** Of all turns since the measurement began. */
export type LoopDelay = { turns: number; p99: Millis; longest: Millis };

/** Undefined if this version of Node can only sample with a timer, which would wake the process a hundred times a second. */
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

/** Rounded to tenths. */
const inMillis = (nanoseconds: number): Millis => Math.round(nanoseconds / 1e5) / 10;

/** A Node that knows the option rejects an invalid value; an older one ignores it. */
function measuresTurns(): boolean {
  try {
    monitorEventLoopDelay({ samplePerIteration: 'unknown' } as unknown as Parameters<typeof monitorEventLoopDelay>[0]);
    return false;
  } catch {
    return true;
  }
}

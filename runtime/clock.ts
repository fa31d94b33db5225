// Time as a dependency that is passed in. The real clock reads the machine; the simulation has its own.

import { uptime } from 'node:os';
import type { Instant, Millis } from '../contracts/time.ts';

export interface Clock {
  now(): Instant;
  /** A monotonic count that stands still while the machine sleeps. */
  awake(): Millis;
  /** Resolves at the instant, or immediately when the signal aborts; never rejects. */
  sleepUntil(at: Instant, signal: AbortSignal): Promise<void>;
  /** The same for a duration, even if the clock is set meanwhile. */
  sleep(span: Millis, signal: AbortSignal): Promise<void>;
}

/**
 * A monotonic count that also advances while the machine sleeps, for leases that other machines count too. It advances at least as
 * much as `awake`, for systems that compute their uptime from the time of day.
 */
export function countingSleep(awake: () => Millis = systemClock.awake, up: () => Millis = () => Math.floor(uptime() * 1000)): () => Millis {
  let [count, awakeThen, upThen] = [0, awake(), up()];
  return () => {
    const [awakeNow, upNow] = [awake(), up()];
    count += Math.max(awakeNow - awakeThen, upNow - upThen);
    [awakeThen, upThen] = [awakeNow, upNow];
    return count;
  };
}

/** Node stores a timeout in 32 bits; a longer sleep is split. */
const LONGEST: Millis = 2_000_000_000;

export const systemClock: Clock = {
  now: () => Date.now(),
  // Whole milliseconds, like every time in the program: event schemas accept no fractions.
  awake: () => Math.floor(performance.now()),
  async sleepUntil(at, signal) {
    while (!signal.aborted) {
      const left = at - Date.now();
      if (left <= 0) return;
      await nap(Math.min(left, LONGEST), signal);
    }
  },
  sleep: nap,
};

function nap(ms: Millis, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    // The instant may have passed meanwhile; Node would warn about a negative timeout.
    const timer = setTimeout(done, Math.max(0, ms));
    signal.addEventListener('abort', done, { once: true });
  });
}

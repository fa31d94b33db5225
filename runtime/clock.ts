// Time as a thing that is handed in. The real clock reads the machine; a simulated world has its own.

import { uptime } from 'node:os';
import type { Instant, Millis } from '../contracts/time.ts';

export interface Clock {
  now(): Instant;
  /** A count that does not advance while the machine sleeps, and that cannot be set. */
  awake(): Millis;
  /** Resolves at the instant, or at once when the signal aborts; never rejects. */
  sleepUntil(at: Instant, signal: AbortSignal): Promise<void>;
  /** The same for a span of time, even if the clock is set meanwhile. */
  sleep(span: Millis, signal: AbortSignal): Promise<void>;
}

/**
 * A count that cannot be set, and that goes on while the machine sleeps: by it a lease is kept that others count, too.
 * `awake` is its least advance, for a system whose own count is made from the time of day.
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

/** Node counts a timer in 32 bits; a longer sleep is taken in parts. */
const LONGEST: Millis = 2_000_000_000;

export const systemClock: Clock = {
  now: () => Date.now(),
  // Whole, as every time in the program: an age with a fraction fits in no event.
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
    // A moment that has passed meanwhile is now; Node would warn of a time below nothing.
    const timer = setTimeout(done, Math.max(0, ms));
    signal.addEventListener('abort', done, { once: true });
  });
}

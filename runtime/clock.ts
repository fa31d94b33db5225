// Time as a thing that is handed in. The real clock reads the machine; a simulated world has its own.

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
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}

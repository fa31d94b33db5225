// Tracks how far this node's copy has come in the journal, who waits for it to get further, and the outcomes of the newest
// messages.

import type { Millis } from '../../contracts/time.ts';
import type { Clock } from '../clock.ts';
import type { Appended } from '../ledger/ledger.ts';
import { requestFailure } from './server.ts';

export type Arrivals = {
  at(): number;
  came(position: number, answers: ReadonlyMap<number, Appended>): void;
  never(error: unknown): void;
  /** Resolves once the copy has reached that position, with the outcome of that message if someone waited for it. */
  until(position: number): Promise<Appended | undefined>;
  /** Stops reporting waits that take too long. */
  close(): void;
};

const COMES_WITHIN: Millis = 10_000;
/** How many times within the limit all waiters are checked together: a timer for each would cost more than its message. */
const LOOKS = 4;
const KEPT = 400;

type Waiting = { position: number; since: number; resolve(answer: Appended | undefined): void; reject(error: unknown): void };

export function arrivalsFrom(start: number, clock: Pick<Clock, 'sleep'>): Arrivals {
  const waiting = new Set<Waiting>();
  let at = start;
  let gone: { error: unknown } | undefined;
  /** Outcomes of recent messages: a publisher may ask for one just after it arrived. */
  const lately = new Map<number, Appended>();
  const closing = new AbortController();
  let looks = 0;
  let isWatched = false;

  async function watch(): Promise<void> {
    isWatched = true;
    while (waiting.size > 0) {
      await clock.sleep(COMES_WITHIN / LOOKS, closing.signal);
      if (closing.signal.aborted) return;
      looks += 1;
      for (const one of waiting) {
        if (looks - one.since <= LOOKS) continue;
        waiting.delete(one);
        one.reject(requestFailure(new Error(`nothing new for ${COMES_WITHIN / 1000} s`), 'follow the journal'));
      }
    }
    isWatched = false;
  }

  return {
    at: () => at,
    came(position, answers) {
      at = Math.max(at, position);
      for (const [place, answer] of answers) lately.set(place, answer);
      for (const place of lately.keys()) {
        if (lately.size <= KEPT) break;
        lately.delete(place);
      }
      for (const one of waiting) {
        if (one.position > at) continue;
        waiting.delete(one);
        one.resolve(lately.get(one.position));
      }
    },
    never(error) {
      gone = { error };
      for (const { reject } of waiting) reject(error);
      waiting.clear();
    },
    until(position) {
      if (gone) return Promise.reject(gone.error);
      if (at >= position) return Promise.resolve(lately.get(position));
      return new Promise((resolve, reject) => {
        waiting.add({ position, since: looks, resolve, reject });
        if (!isWatched) void watch();
      });
    },
    close: () => closing.abort(),
  };
}

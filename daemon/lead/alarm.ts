// One alarm at a time: setting it again cancels the one before.

import type { Instant } from '../../contracts/time.ts';
import type { Clock } from '../../runtime/clock.ts';

/** Created once: alarms are set often, and capturing a stack trace would cost more than everything else here. */
const SUPERSEDED = new Error('another alarm is set');

export type Alarm = { set(at: Instant, ring: () => void): void; cancel(): void };

export function alarmBy(clock: Pick<Clock, 'sleepUntil'>): Alarm {
  let current = new AbortController();
  return {
    set(at, ring) {
      const mine = new AbortController();
      current = mine;
      void clock.sleepUntil(at, mine.signal).then(() => {
        if (!mine.signal.aborted) ring();
      });
    },
    cancel: () => current.abort(SUPERSEDED),
  };
}

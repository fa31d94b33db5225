// What a node does regularly for the fleet: offers to lead runs that nobody leads, fetches the reports
// of runs that ended elsewhere, and removes what it made for them.

import type { Millis } from '../../contracts/time.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Leads } from './leads.ts';

type Context = {
  leads: Leads;
  clock: Pick<Clock, 'sleep'>;
  every: Millis;
  /** Runs that have not ended and that this daemon does not lead. */
  elsewhere(): Promise<string[]>;
  takeUp(run: string): Promise<void>;
  /** Returns the runs whose reports are here now. */
  restoreReports(): Promise<string[]>;
  /** Removes what was made for runs that ended elsewhere, even before this daemon started. */
  clear(ended: readonly string[] | 'all'): Promise<void>;
  trouble(error: unknown): void;
};

/** A report reaches the object store shortly after the run's end; one that never comes is given up after so many tries. */
const LOOKS_FOR_REPORT = 20;

export function watchFleet({ leads, clock, every, elsewhere, takeUp, restoreReports, clear, trouble }: Context): {
  close(): Promise<void>;
} {
  const awaited = new Map<string, number>();
  let toClear: string[] | 'all' = 'all';
  leads.onEnded((run) => {
    awaited.set(run, LOOKS_FOR_REPORT);
    if (toClear !== 'all') toClear.push(run);
  });

  async function look(): Promise<void> {
    for (const run of await elsewhere()) if (await leads.isFree(run)) await takeUp(run);
    const ended = toClear;
    toClear = [];
    if (ended.length > 0) await clear(ended);
    if (awaited.size === 0) return;
    for (const run of await restoreReports()) awaited.delete(run);
    for (const [run, left] of awaited) {
      if (left > 1) awaited.set(run, left - 1);
      else awaited.delete(run);
    }
  }

  const closing = new AbortController();
  const watching = (async () => {
    for (;;) {
      await clock.sleep(every, closing.signal);
      if (closing.signal.aborted) return;
      await look().catch(trouble);
    }
  })();
  return {
    close() {
      closing.abort();
      return watching;
    },
  };
}

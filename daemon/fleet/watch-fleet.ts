// What a node does from time to time for the fleet: it offers to lead runs that nobody leads, and fetches the reports of
// runs that ended elsewhere.

import type { Millis } from '../../contracts/time.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Leads } from './leads.ts';

type Around = {
  leads: Leads;
  clock: Pick<Clock, 'sleep'>;
  every: Millis;
  /** Runs that have not ended and are not at work here. */
  elsewhere(): Promise<string[]>;
  takeUp(run: string): Promise<void>;
  /** Gives the runs whose reports are here now. */
  restoreReports(): Promise<string[]>;
  trouble(error: unknown): void;
};

/** The report of a run comes to the object store a moment after its end; one that never comes is not waited for for ever. */
const LOOKS_FOR_REPORT = 20;

export function watchFleet({ leads, clock, every, elsewhere, takeUp, restoreReports, trouble }: Around): { close(): Promise<void> } {
  const awaited = new Map<string, number>();
  leads.onEnded((run) => void awaited.set(run, LOOKS_FOR_REPORT));

  async function look(): Promise<void> {
    for (const run of await elsewhere()) if (await leads.isFree(run)) await takeUp(run);
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

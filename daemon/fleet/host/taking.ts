// Whether an order is this host's, and since when it asked for it: its lead counts from the moment at which that was written,
// also where this host did not hear the answer.

import type { Millis } from '../../../contracts/time.ts';
import type { Around } from './worker.ts';

export type Taken = {
  ours: boolean;
  /** When it was asked for; nothing where an earlier question, which was not answered, may have got it. */
  askedAt: Millis | undefined;
};
export type Taking = {
  take(key: string): Promise<Taken>;
  /** Of an order that an earlier process of this host may have taken. Nothing is known while servers do not answer. */
  takeAgain(key: string, signal: AbortSignal): Promise<boolean>;
};

const AGAIN_AFTER: Millis = 1_000;

export function takingFor({ end, name, home, clock }: Pick<Around, 'end' | 'name' | 'home' | 'clock'>): Taking {
  const unanswered = new Set<string>();

  async function take(key: string): Promise<Taken> {
    const askedAt = unanswered.has(key) ? undefined : clock.awake();
    unanswered.add(key);
    const taken = await end.orders.take(key, { host: name, home });
    unanswered.delete(key);
    return { ours: taken.host === name && taken.home === home, askedAt };
  }

  return {
    take,
    async takeAgain(key, signal) {
      unanswered.add(key);
      while (!signal.aborted) {
        try {
          return (await take(key)).ours;
        } catch {
          await clock.sleep(AGAIN_AFTER, signal);
        }
      }
      return true;
    },
  };
}

// Whether an order belongs to this host, and since when: its lead counts from the moment at which the
// servers recorded it, even if this host did not hear the answer.

import type { Millis } from '../../../contracts/time.ts';
import type { GivenOrder } from '../../../runtime/fleet/hosts/orders.ts';
import type { WorkerContext } from './worker-context.ts';

export type OwnedOrder = {
  ours: boolean;
  /** When it was asked for; undefined if an earlier request without an answer may have got it. */
  askedAt: Millis | undefined;
};
export type OrderOwnership = {
  /** Whether this host may take it. If it is for other hosts, it is put back for them, unless somebody has it by now. */
  accepts(given: GivenOrder): Promise<boolean>;
  take(key: string): Promise<OwnedOrder>;
  /** For an order that an earlier process of this host may have taken. Waits while the servers do not answer. */
  takeAgain(key: string, signal: AbortSignal): Promise<boolean>;
};

const AGAIN_AFTER: Millis = 1_000;

export function orderOwnership({ end, name, home, clock }: Pick<WorkerContext, 'end' | 'name' | 'home' | 'clock'>): OrderOwnership {
  const unanswered = new Set<string>();

  async function take(key: string): Promise<OwnedOrder> {
    const askedAt = unanswered.has(key) ? undefined : clock.awake();
    unanswered.add(key);
    const taken = await end.orders.take(key, { host: name, home });
    unanswered.delete(key);
    return { ours: taken.host === name && taken.home === home, askedAt };
  }

  return {
    async accepts({ order, done, putBack }) {
      if (!order.not?.includes(name)) return true;
      if (await end.orders.taken(order.key)) done();
      else putBack();
      return false;
    },
    take,
    async takeAgain(key, signal) {
      unanswered.add(key);
      while (!signal.aborted) {
        try {
          return (await take(key)).ours;
        } catch {
          // Whatever failed, only the servers know who has the order.
          await clock.sleep(AGAIN_AFTER, signal);
        }
      }
      return true;
    },
  };
}

// How long a worker may go on although this host reaches no server of the fleet.

import type { Millis } from '../../../contracts/time.ts';
import type { HostOrder } from '../../../contracts/work/hosted.ts';
import type { Clock } from '../../../runtime/clock.ts';
import { ownLease } from '../../../skills/run/fleet/own-lease.ts';

export type Contact = {
  /** How long the worker may still go on. */
  left(): Millis;
  isOver(): boolean;
  /** The servers must hear from this host soon, whether or not there is news. */
  isDue(): boolean;
  /** Resolves when the servers have heard from this host. */
  first: Promise<void>;
  /** `askedAt`: when the request was sent, because only the servers know when they received it. */
  made(askedAt: Millis): void;
  overBecause: string;
};

const DUE_AFTER = 0.25;

/** Without `askedAt` the servers have not heard from this host yet. */
export function contactFor({ grace }: HostOrder, { lease, clock }: { lease: Millis; clock: Clock }, askedAt?: Millis): Contact {
  // This leaves enough of the lease for ending the worker.
  const lasts = ownLease(lease, grace);
  const first = Promise.withResolvers<void>();
  if (askedAt !== undefined) first.resolve();
  let madeAt = askedAt ?? clock.awake();
  const left = (): Millis => lasts - (clock.awake() - madeAt);
  return {
    left,
    isOver: () => left() <= 0,
    isDue: () => clock.awake() - madeAt >= lease * DUE_AFTER,
    first: first.promise,
    made(at) {
      madeAt = at;
      first.resolve();
    },
    overBecause: `no server was reached for ${Math.round(lasts / 1000)} s`,
  };
}

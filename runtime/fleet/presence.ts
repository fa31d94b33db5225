// Announces this node with a lease of its own: no other home can use its name, and as long as the lease is renewed, a majority of
// the servers responds. (A bare connection proves little: a single server that is still reachable accepts nothing.)

import { MusterError } from '../../contracts/errors.ts';
import type { Millis } from '../../contracts/time.ts';
import type { Clock } from '../clock.ts';
import type { Leases } from './leases.ts';

export type Presence = {
  /** Whether the servers accepted a renewal of this node lately. */
  isAnswered(): boolean;
  close(): void;
};

/** A lease is renewed after each quarter of its time. If the last success is older than this share, a renewal has failed. */
const ANSWERED_WITHIN = 0.4;
const TAKEN_AGAIN_AFTER = 0.25;

export async function presenceOf(node: string, leases: Leases, lasts: Millis, clock: Pick<Clock, 'sleep'>): Promise<Presence> {
  const name = `node.${node}`;
  if (!(await leases.hold(name)))
    throw new MusterError(
      'config-invalid',
      `another home takes part in the fleet as ${node}`,
      'Every machine needs a name of its own: set `fleet.node` in config.yaml.',
    );
  const closing = new AbortController();
  void (async () => {
    while (!closing.signal.aborted) {
      await clock.sleep(lasts * TAKEN_AGAIN_AFTER, closing.signal);
      // If it was lost while the servers were down, keep asking for it until they are back.
      if (!closing.signal.aborted && !leases.holds(name)) await leases.hold(name).catch(() => false);
    }
  })();
  return { isAnswered: () => leases.age(name) < lasts * ANSWERED_WITHIN, close: () => closing.abort() };
}

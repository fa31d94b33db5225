// That this node takes part, as a lease of its own: no other home has its name, and as long as that is renewed a majority of the
// servers answers. A single server that can still be reached takes nothing, so a connection says little.

import { MusterError } from '../../contracts/errors.ts';
import type { Millis } from '../../contracts/time.ts';
import type { Clock } from '../clock.ts';
import type { Leases } from './leases.ts';

export type Presence = {
  /** Whether the servers took something of this node lately. */
  isAnswered(): boolean;
  close(): void;
};

/** A lease is renewed each quarter of its time; one that was not for longer than this was asked for in vain. */
const ANSWERED_WITHIN = 0.4;
const TAKEN_AGAIN_AFTER = 0.25;

export async function presenceOf(node: string, leases: Leases, lasts: Millis, clock: Pick<Clock, 'sleep'>): Promise<Presence> {
  const name = `node.${node}`;
  if (!(await leases.hold(name)))
    throw new MusterError(
      'config-invalid',
      `another home takes part in the fleet as ${node}`,
      'Every machine has a name of its own: set `fleet.node` in config.yaml.',
    );
  const closing = new AbortController();
  void (async () => {
    while (!closing.signal.aborted) {
      await clock.sleep(lasts * TAKEN_AGAIN_AFTER, closing.signal);
      // Lost while the servers were away, it is asked for until they are back.
      if (!closing.signal.aborted && !leases.holds(name)) await leases.hold(name).catch(() => false);
    }
  })();
  return { isAnswered: () => leases.age(name) < lasts * ANSWERED_WITHIN, close: () => closing.abort() };
}

// Keeps track of which hosts this lead hears from, by polling.

import type { KnownHost } from '../../../contracts/work/hosted.ts';
import type { Clock } from '../../../runtime/clock.ts';
import type { Offers } from '../../../runtime/fleet/hosts/offers.ts';
import type { Log } from '../../../runtime/log/log.ts';
import { type Followed, type HeardHost, knownHosts, updateHeard } from '../../../skills/run/fleet/known-hosts.ts';
import { logOnce } from '../log-once.ts';

export type HostTracker = { look(): void; known(followed: readonly Followed[]): KnownHost[] };

type Context = { offers: Offers; clock: Clock; log: Log; version: string; isAnswered(): boolean };

export function trackHosts({ offers, clock, log, version, isAnswered }: Context): HostTracker {
  let hosts: HeardHost[] = [];
  const told = logOnce(log, {
    wrong: 'the hosts of the fleet cannot be listed; it is tried again',
    well: 'the hosts of the fleet can be listed again',
  });

  async function list(): Promise<void> {
    const offered = await offers.list();
    // Only those that have just disappeared; the others are known already.
    const missing = hosts.flatMap((it) => (it.offers && !offered.some(({ host }) => host === it.offered.host) ? [it.offered.host] : []));
    const left = await Promise.all(missing.map(async (it) => ((await offers.isWithdrawn(it)) ? [it] : [])));
    hosts = updateHeard(hosts, offered, new Set(left.flat()), clock.now());
  }

  return {
    look() {
      list().then(told.well, told.wrong);
    },
    known: (followed) => knownHosts(hosts, followed, { version, connected: isAnswered() }),
  };
}

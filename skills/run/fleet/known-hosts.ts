// What a lead knows about the hosts of its fleet: those that offer seats, and those that are no longer heard. Pure: reports go in.
// A silent host need not be dead, so it stays in the list for as long as someone may ask for it.

import { type Instant, type Millis, timestamp } from '../../../contracts/time.ts';
import type { KnownHost, OfferedHost } from '../../../contracts/work/hosted.ts';

export type HeardHost = { offered: OfferedHost; heardAt: Instant; offers: boolean };
/** A worker of this lead, and the host that it is on. */
export type Followed = { session: string; host: string };

/** A host that has been silent for this long, and has no worker of ours, is not shown any more. */
const SHOWN_FOR: Millis = 24 * 3_600_000;

/** `left` are those that withdrew their offer. */
export function updateHeard(
  before: readonly HeardHost[],
  offers: readonly OfferedHost[],
  left: ReadonlySet<string>,
  now: Instant,
): HeardHost[] {
  const there = new Set(offers.map((it) => it.host));
  const silent = before
    .filter(({ offered: { host }, heardAt }) => !there.has(host) && !left.has(host) && now - heardAt < SHOWN_FOR)
    .map((it) => ({ ...it, offers: false }));
  return [...offers.map((offered) => ({ offered, heardAt: now, offers: true })), ...silent];
}

export function knownHosts(
  heard: readonly HeardHost[],
  followed: readonly Followed[],
  { version, connected }: { version: string; connected: boolean },
): KnownHost[] {
  const names = new Set([...heard.map((it) => it.offered.host), ...followed.map((it) => it.host)]);
  return [...names].sort().map((host) => {
    const it = heard.find(({ offered }) => offered.host === host);
    return {
      host,
      // A node that is cut off does not hear hosts that are there.
      stands: !it?.offers || !connected ? 'unverifiable' : it.offered.version === version ? 'offers' : 'other-version',
      offered: it?.offered ?? null,
      heardAt: it ? timestamp(it.heardAt) : null,
      workers: followed.flatMap(({ session, host: at }) => (at === host ? [session] : [])).sort(),
    };
  });
}

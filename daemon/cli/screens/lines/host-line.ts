// One line about a host of the fleet: what it offers, since when, what it runs for this node, and whether it responds.

import type { KnownHost } from '../../../../contracts/work/hosted.ts';
import { count, dateTime, listedUpTo } from '../../../../skills/wording/numbers.ts';

const MOST_NAMED = 6;

export function hostLine({ host, stands, offered, heardAt, workers }: KnownHost): string {
  const mine = workers.length === 0 ? '' : `; ${stands === 'unverifiable' ? 'may still have' : 'has'} ${listedUpTo(workers, MOST_NAMED)}`;
  switch (stands) {
    case 'unverifiable': {
      const heard = heardAt === null ? 'not heard by this daemon' : `not heard since ${dateTime(heardAt)}`;
      return `host ${host} is unverifiable: ${heard}${mine}`;
    }
    case 'other-version':
      return `host ${host} has version ${offered?.version ?? 'unknown'} and is given no work by this node${mine}`;
    case 'offers':
      return offered === null ? `host ${host}${mine}` : `host ${host}: ${offers(offered)}${mine}`;
  }
}

const offers = ({ agents, busy, seats, os, version, since }: NonNullable<KnownHost['offered']>): string =>
  `${busy} of ${count(seats, 'seat')} taken, ${listedUpTo(agents, MOST_NAMED)}; ${os}, ${version}, since ${dateTime(since)}`;

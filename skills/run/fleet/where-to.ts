// Where a worker is started: on a host that offers its agent, and otherwise here. Pure: the hosts that are there go in.

import type { OfferedHost } from '../../../contracts/work/hosted.ts';
import { listedUpTo } from '../../telling/numbers.ts';

/** `waitsFor` is what a worker that is offered to them has to wait for now. */
export type WhereTo = { kind: 'hosts'; free: boolean; waitsFor: string } | { kind: 'here' };

const MOST_NAMED = 6;

/** A host of another version might not understand the order, or this node its answer. */
export function whereTo(agent: string, version: string, hosts: readonly OfferedHost[]): WhereTo {
  const able = hosts.filter((it) => it.version === version && it.agents.includes(agent));
  if (able.length === 0) return { kind: 'here' };
  const free = able.filter((it) => it.busy < it.seats);
  const named = (all: readonly OfferedHost[]): string =>
    listedUpTo(
      all.map((it) => it.host),
      MOST_NAMED,
    );
  // Without numbers, which change all the time and are worth no event.
  const waitsFor = free.length > 0 ? `host ${named(free)} to begin it` : `a free seat on host ${named(able)}`;
  return { kind: 'hosts', free: free.length > 0, waitsFor };
}

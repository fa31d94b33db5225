// Decides where a worker is started: on a host that offers its agent, otherwise here. Pure: the known hosts go in.

import type { OfferedHost } from '../../../contracts/work/hosted.ts';
import { listedUpTo } from '../../wording/numbers.ts';

/** `waitsFor`: what a worker offered to hosts waits for now; `because`: why none of the known hosts can take it, null if there are none. */
export type Placement = { kind: 'hosts'; free: boolean; waitsFor: string } | { kind: 'here'; because: string | null };

const MOST_NAMED = 6;

/**
 * A host with another version might not understand the order, or this node its answer. `not` are hosts that failed with an earlier attempt of
 * the same worker.
 */
export function placeWorker(agent: string, version: string, hosts: readonly OfferedHost[], not: readonly string[] = []): Placement {
  const offering = hosts.filter((it) => it.version === version && it.agents.includes(agent));
  const able = offering.filter((it) => !not.includes(it.host));
  if (able.length === 0 && offering.length > 0) return { kind: 'here', because: `host ${named(offering)} has failed with it before` };
  if (able.length === 0) return { kind: 'here', because: whyNone(agent, version, hosts) };
  const free = able.filter((it) => it.busy < it.seats);
  // Without numbers, which change all the time and are not worth an event.
  const waitsFor = free.length > 0 ? `host ${named(free)} to begin it` : `a free seat on host ${named(able)}`;
  return { kind: 'hosts', free: free.length > 0, waitsFor };
}

function whyNone(agent: string, version: string, hosts: readonly OfferedHost[]): string | null {
  if (hosts.length === 0) return null;
  const others = hosts.filter((it) => it.agents.includes(agent));
  return others.length === 0 ? `no host offers ${agent}` : `host ${named(others)} offers ${agent} in another version than ${version}`;
}

const named = (all: readonly OfferedHost[]): string =>
  listedUpTo(
    all.map((it) => it.host),
    MOST_NAMED,
  );

// Where a worker is started: on a host that offers its agent, and otherwise here. Pure: the hosts that are there go in.

import type { OfferedHost } from '../../../contracts/work/hosted.ts';

export type WhereTo = { kind: 'hosts'; free: boolean } | { kind: 'here' };

/** A host of another version might not understand the order, or this node its answer. */
export function whereTo(agent: string, version: string, hosts: readonly OfferedHost[]): WhereTo {
  const able = hosts.filter((it) => it.version === version && it.agents.includes(agent));
  return able.length === 0 ? { kind: 'here' } : { kind: 'hosts', free: able.some((it) => it.busy < it.seats) };
}

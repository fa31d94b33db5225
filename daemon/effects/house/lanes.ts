// The limits that apply to a worker before it starts: overall, per provider, and per agent.

import type { Config } from '../../../contracts/config.ts';
import type { Seat } from '../../../contracts/task/agent.ts';
import type { Lane } from './slots.ts';

export const providerLane = (provider: string): string => `provider ${provider}`;

export function lanesFor(seat: Seat, config: Config): Lane[] {
  const { total, perProvider } = config.workers;
  return [
    { name: 'all', places: total },
    { name: providerLane(seat.provider), places: Math.min(total, perProvider[seat.provider] ?? total) },
    { name: `agent ${seat.agent}`, places: Math.min(total, seat.concurrency) },
  ];
}

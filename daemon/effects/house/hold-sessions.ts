// Stops the clocks of a provider's running workers while the provider is on hold, and starts them again afterwards.

import type { Millis } from '../../../contracts/time.ts';
import type { Host } from '../../../contracts/work/session.ts';
import type { Clock } from '../../../runtime/clock.ts';
import { providerLane } from './lanes.ts';
import type { Slots } from './slots.ts';

export type HoldContext = { host: Pick<Host, 'hold' | 'observe'>; clock: Clock; slots: Pick<Slots, 'heldIn'> };

/** A worker that was just starting when the others were held is found in the next round. */
const ROUND: Millis = 5_000;

/** Never resolves; it is aborted when the provider may work again. */
export async function holdSessions(provider: string, stage: HoldContext, signal: AbortSignal): Promise<never> {
  while (!signal.aborted) {
    await holdAll(provider, true, stage);
    await stage.clock.sleep(ROUND, signal);
  }
  throw signal.reason;
}

export const releaseSessions = (provider: string, stage: HoldContext): Promise<void> => holdAll(provider, false, stage);

/** Every running worker has a slot. So has one that waits to be started, but the host does not know that one yet. */
async function holdAll(provider: string, held: boolean, { host, slots }: HoldContext): Promise<void> {
  const keys = slots.heldIn(providerLane(provider));
  if (keys.length === 0) return;
  for (const view of await host.observe(keys)) {
    if (view.state === 'running' && view.held !== held) await host.hold(view.key, held);
  }
}

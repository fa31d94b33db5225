// A run and the house speak of providers that rest: the run tells of a limit that was met, and waits
// for the house to say that the provider may work again.

import { timestamp } from '../../contracts/time.ts';
import type { RunEffect, RunSight } from '../lead/effect.ts';
import type { Workshop } from './workshop.ts';

export async function holdProvider(order: Extract<RunEffect, { kind: 'hold-provider' }>, { house }: Workshop): Promise<RunSight> {
  const { provider, until, dispatch, attempt } = order;
  const by = `${dispatch}.${attempt}`;
  await house.hold({ provider, until, by });
  return { kind: 'held', provider, until: restOf(provider, house)?.until ?? until, by };
}

/** The rest that a provider has now, by whomever it was found out. */
export function restOf(provider: string, house: Workshop['house']): Extract<RunSight, { kind: 'held' }> | undefined {
  const held = house.state().held[provider];
  return held && { kind: 'held', provider, until: timestamp(held.until), by: held.by };
}

export async function awaitRelease(provider: string, { house }: Workshop, signal: AbortSignal): Promise<RunSight> {
  await house.until((state) => (provider in state.held ? undefined : true), signal);
  return { kind: 'released', provider };
}

// How a run and the house tell each other about providers on hold: the run reports a limit that a
// worker reached, and waits until the house says that the provider may work again.

import { timestamp } from '../../../contracts/time.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import type { EffectContext } from '../effect-context.ts';

export async function holdProvider(
  order: Extract<RunEffect, { kind: 'hold-provider' }>,
  { house }: EffectContext,
): Promise<RunObservation> {
  const { provider, until, dispatch, attempt } = order;
  const by = `${dispatch}.${attempt}`;
  await house.hold({ provider, until, by });
  return { kind: 'held', provider, until: restOf(provider, house)?.until ?? until, by };
}

/** The hold that a provider is under now, whichever run reported it. */
export function restOf(provider: string, house: EffectContext['house']): Extract<RunObservation, { kind: 'held' }> | undefined {
  const held = house.state().held[provider];
  return held && { kind: 'held', provider, until: timestamp(held.until), by: held.by };
}

export async function awaitRelease(provider: string, { house }: EffectContext, signal: AbortSignal): Promise<RunObservation> {
  await house.until((state) => (provider in state.held ? undefined : true), signal);
  return { kind: 'released', provider };
}

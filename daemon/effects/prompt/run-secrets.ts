// The secrets that the workers of a run were given with their environment. What is written for them and
// about them has none of these in it.

import { providerNamed } from '../../../agents/providers.ts';
import type { Seat } from '../../../contracts/task/agent.ts';
import { secretValues } from '../../../runtime/secrets.ts';
import type { EffectContext } from '../effect-context.ts';

export function runSecrets({ seats }: { seats: readonly Seat[] }, { env }: Pick<EffectContext, 'env'>): string[] {
  const names = seats.flatMap((seat) => [...(providerNamed(seat.provider)?.variables ?? []), ...seat.env]);
  return secretValues(Object.fromEntries(names.map((name) => [name, env[name]])));
}

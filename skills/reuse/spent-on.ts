// The cost of dispatches: what their own attempts used, or would have used if an earlier answer was reused.

import { USAGE_NONE, type Usage } from '../../contracts/usage.ts';
import type { DispatchState } from '../run/state.ts';
import { addUsage, knownUsage } from '../wording/usage-sum.ts';

export const spentOn = (dispatches: readonly Pick<DispatchState, 'attempts' | 'reused'>[]): Usage =>
  dispatches
    .flatMap((it) => [...it.attempts.flatMap((one) => knownUsage(one) ?? []), ...(it.reused ? [it.reused.saved] : [])])
    .reduce(addUsage, USAGE_NONE);

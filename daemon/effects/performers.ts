// The type of a table of performers: one function for each kind of effect.

import type { RunObservation } from '../../skills/run/effect.ts';
import type { EffectContext } from './effect-context.ts';

export type Performers<Effect extends { kind: string }> = {
  readonly [Kind in Effect['kind']]: (
    run: string,
    effect: Extract<Effect, { kind: Kind }>,
    context: EffectContext,
    signal: AbortSignal,
  ) => Promise<RunObservation>;
};

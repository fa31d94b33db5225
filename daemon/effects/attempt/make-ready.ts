// In a fleet, before an executor starts anywhere: brings what the previous attempt handed in into the
// workplace, and then raises the fence, after which work of earlier attempts is refused.

import type { RunEffect } from '../../../skills/run/effect.ts';
import { fencedPlace, type Writes } from '../../../skills/run/fleet/stage-work.ts';
import type { EffectContext } from '../effect-context.ts';

type StartingWork = Pick<Extract<RunEffect, { kind: 'start' }>, 'base' | 'workplace' | 'dispatch'>;

export async function makeReady(
  run: string,
  { base, workplace, dispatch }: StartingWork,
  writes: Writes,
  { elsewhere, log }: Pick<EffectContext, 'elsewhere' | 'log'>,
  signal: AbortSignal,
): Promise<void> {
  const { continues: handed, from } = writes;
  if (handed && base && workplace !== null) {
    const place = fencedPlace(run, writes);
    const brought = await elsewhere?.bring({ handed, place, run, gitDir: base.gitDir, from, path: workplace }, signal);
    if (brought?.kind === 'none') log.info('a worker begins without the work of the one before it', { dispatch, why: brought.why });
  }
  await elsewhere?.raise(run, writes);
}

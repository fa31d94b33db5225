// Performs each effect of a run in a simulated world: with the daemon's own performers, on simulated disks, workspaces and agents.

import { isDeepStrictEqual } from 'node:util';
import type { EffectContext } from '../../../daemon/effects/effect-context.ts';
import { performRun } from '../../../daemon/effects/perform-run.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import { must } from '../invariants/invariant.ts';
import { checkSought } from '../invariants/reuse-invariants.ts';
import type { World } from './world.ts';

export async function performIn(
  world: World,
  run: string,
  context: EffectContext,
  effect: RunEffect,
  signal: AbortSignal,
): Promise<RunObservation> {
  world.examine(() => checkPlain(effect));
  const observation = await performRun(run, context)(effect, signal);
  world.examine(() => checkSought(world, observation));
  return observation;
}

/** An effect must be plain data: equal to its own copy through JSON. */
function checkPlain(effect: RunEffect): void {
  must(isDeepStrictEqual(JSON.parse(JSON.stringify(effect)), effect), 'plain-effects', () => `${effect.kind} is more than data`);
}

// A client's lease on a stage that it carries out: any call after half of the time renews it in full.

import { randomUUID } from 'node:crypto';
import { MusterError } from '../../contracts/errors.ts';
import { isHeldHere, type StageNow, stageNow } from './stage-now.ts';
import type { HeldStage, ToolContext } from './tool.ts';
import { order } from './tools/order.ts';

/** `since`: the latest time at which the lease can have begun. */
export function heldNow(
  now: StageNow,
  here: ToolContext,
  { run, stage, minutes, since }: Pick<HeldStage, 'run' | 'stage' | 'minutes'> & { since: number },
): HeldStage | undefined {
  const { it } = now;
  if (!isHeldHere(now, here) || it.holder === null) return undefined;
  const renewAt = since + (Date.parse(it.holder.until) - since) / 2;
  return { run, stage, minutes, profile: it.stage.toolProfile, renewAt };
}

/** If the lease cannot be renewed, the call itself reports that. */
export async function keepLease(here: ToolContext): Promise<void> {
  const { holds } = here;
  if (!holds || Date.now() < holds.renewAt) return;
  const { run, stage, minutes } = holds;
  const since = Date.now();
  try {
    await order(here, { kind: 'take', run, stage, ...(minutes === undefined ? {} : { minutes }) }, randomUUID());
    here.holds = heldNow(await stageNow(here, run, stage), here, { ...holds, since });
  } catch (error) {
    if (!(error instanceof MusterError)) throw error;
  }
}

// Reserves a stage for this run, or waits for the run that carries it out. A stage that an earlier run verified
// is not done again: its change is replayed onto this run's base of the stage, and then proved like any other.

import { timestamp } from '../../../contracts/time.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import { stageName } from '../../lead/house/reserved.ts';
import type { EffectContext } from '../effect-context.ts';
import { replayEarlier, stageIn } from './replay-earlier.ts';

type ClaimStageEffect = Extract<RunEffect, { kind: 'claim-stage' }>;

/** Nothing reports when another run's stage is over, so it is polled. */
const LOOK_EVERY = 2_000;

export async function claimStage(
  run: string,
  order: ClaimStageEffect,
  context: EffectContext,
  signal: AbortSignal,
): Promise<RunObservation> {
  const { phase, stage, attempt, told } = order;
  const named = { phase, stage, attempt };
  const held = await reserved(run, order, context, signal);
  if (held.by !== run) return { kind: 'stage-held', ...named, by: held.by };
  // A run that it just waited for counts like any earlier run.
  const earlier = order.first ? await replayEarlier(run, order, told, context, signal) : undefined;
  if (earlier?.kind === 'replayed') return { ...earlier, kind: 'stage-replayed', ...named };
  return { kind: 'stage-granted', ...named, until: held.until, passedOver: earlier ? { run: earlier.run, why: earlier.why } : null };
}

type StageHolder = { by: string; until: ReturnType<typeof timestamp> };

/** Returns when this run holds the stage, or when another run than the known one does. */
async function reserved(run: string, order: ClaimStageEffect, context: EffectContext, signal: AbortSignal): Promise<StageHolder> {
  const { house, clock } = context;
  const name = stageName(order.base.root, order.plan, order.stage);
  let over: string | undefined;
  for (;;) {
    const until = timestamp(clock.now() + order.lease);
    if (await house.reserve({ run, name, until, over })) return { by: run, until };
    const by = house.state().reserved[name]?.run;
    if (by !== undefined && by !== order.told) return { by, until };
    over = by !== undefined && (await isOverIn(by, order, context)) ? by : undefined;
    if (over === undefined) await clock.sleep(LOOK_EVERY, signal);
    signal.throwIfAborted();
  }
}

const AT_WORK: ReadonlySet<string> = new Set(['pending', 'claimed', 'working', 'proposed', 'verifying']);

/** The run has finished the stage, has ended, or cannot continue at all. */
async function isOverIn(run: string, { stage, plan }: ClaimStageEffect, { folded }: EffectContext): Promise<boolean> {
  const state = await folded(run).catch(() => undefined);
  if (!state || state.life.kind === 'ended') return true;
  const its = stageIn(state, plan, stage);
  return its !== undefined && !AT_WORK.has(its.state);
}

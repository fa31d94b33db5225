// Starts an attempt: waits for a slot, prepares its folder, and asks the host. Asking the host twice
// starts only one session, so a crash in between does no harm.

import { localOf } from '../../../contracts/ids.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import type { EffectContext } from '../effect-context.ts';
import { lanesFor } from '../house/lanes.ts';
import { restOf } from '../house/quota.ts';
import { listAhead } from '../world/scope/list-ahead.ts';
import { launchWorker, waitForTree } from './launch.ts';
import { makeReady } from './make-ready.ts';
import { archiveOrphan, clearTheWay } from './orphan.ts';

type StartEffect = Extract<RunEffect, { kind: 'start' }>;

export async function startAttempt(run: string, order: StartEffect, context: EffectContext, signal: AbortSignal): Promise<RunObservation> {
  const seen = await started(run, order, context, signal);
  if (seen.kind === 'started') {
    context.maps.workerStarted(run);
    if (order.base && order.scope) listAhead(order.base, order.scope, context);
  }
  return seen;
}

async function started(run: string, order: StartEffect, context: EffectContext, signal: AbortSignal): Promise<RunObservation> {
  const { seat, dispatch, attempt } = order;
  const { files } = context;
  const key = `${dispatch}.${attempt}`;
  const here = () => context.slots.take(key, lanesFor(seat, context.config), signal);
  const place = await context.elsewhere?.place(order);
  const isHosted = place?.kind === 'hosts';
  // First, because meanwhile others can use the slot.
  await waitForTree(run, order, context, signal);
  if (!isHosted) await here();

  const [known] = await context.host.observe([key]);
  const rest = known ? undefined : restOf(seat.provider, context.house);
  if (rest) {
    context.slots.free(key);
    return rest;
  }
  const folder = context.home.run(run);
  const own = folder.results(localOf(dispatch));
  await files.privateFolder(folder.transcripts);
  if (!known && order.before) await clearTheWay(own.root, attempt - 1, files);
  await files.privateFolder(own.root);
  if (!known && order.before) {
    const look = await archiveOrphan(own, attempt - 1, order.before, context);
    if (look) return { kind: 'orphan', dispatch, attempt, look };
  }

  if (!known && order.writes) await makeReady(run, order, order.writes, context, signal);
  let because = place?.kind === 'here' ? place.because : null;
  if (isHosted) {
    const there = await context.elsewhere?.start(run, order, signal);
    if (there && there.kind !== 'here') return there;
    because = there?.because ?? null;
    await here();
  }
  const launched = await launchWorker(run, order, context, signal);
  return launched.kind === 'started' && because != null ? { ...launched, here: because } : launched;
}

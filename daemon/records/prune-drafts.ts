// Removes what killed processes left unfinished in a home: drafts of files, and temporary folders. Nothing refers to them.

import { setTimeout as sleep } from 'node:timers/promises';
import { ABANDONED, leftDrafts } from '../../runtime/folders/left-drafts.ts';
import { removeTree } from '../../runtime/workspace/checkout/remove-tree.ts';
import type { EffectContext } from '../effects/effect-context.ts';
import type { PrunedCheckouts } from './prune-loops.ts';

type Context = Pick<EffectContext, 'home' | 'clock' | 'log'>;

export async function pruneDrafts(dryRun: boolean, { home, clock, log }: Context): Promise<PrunedCheckouts> {
  const gone: PrunedCheckouts = { count: 0, bytes: 0 };
  for (const { path, bytes } of await leftDrafts(home.root, clock.now())) {
    if (!dryRun) await removeTree(path);
    gone.count += 1;
    gone.bytes += bytes;
  }
  if (gone.count > 0) log.info('drafts of killed processes pruned', { ...gone, dryRun });
  return gone;
}

/** At the start of a daemon, and once more when those are old enough that its predecessor left when it was killed. */
export async function clearDrafts(context: Context, stopping: AbortSignal): Promise<void> {
  await pruneDrafts(false, context);
  await sleep(ABANDONED + 60_000, undefined, { ref: false, signal: stopping }).catch(() => undefined);
  if (!stopping.aborted) await pruneDrafts(false, context);
}

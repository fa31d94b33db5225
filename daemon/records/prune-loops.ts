// Removes checkouts that Muster made for runs: the clones in which `review --until-clean --fix` worked, and
// projects sent from other machines. A checkout stays as long as a run that worked in it has its files.

import { lstat, readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { millis } from '../../contracts/time.ts';
import { bytesIn } from '../../runtime/files.ts';
import { removeTree } from '../../runtime/workspace/checkout/remove-tree.ts';
import type { EffectContext } from '../effects/effect-context.ts';

/** A younger checkout may belong to a run that has not begun yet. */
const JUST_MADE = millis('1h');

export type PrunedCheckouts = { count: number; bytes: number };

type Context = Pick<EffectContext, 'home' | 'clock' | 'log'>;

/** `projects`: the projects of all runs whose files stay. */
export const pruneLoops = (projects: readonly string[], dryRun: boolean, context: Context): Promise<PrunedCheckouts> =>
  pruneIn(context.home.loops, /./, projects, dryRun, context);

/** A checkout's folder is updated each time it is sent; one that was removed is sent again in full. */
export const pruneIncoming = (projects: readonly string[], dryRun: boolean, context: Context): Promise<PrunedCheckouts> =>
  pruneIn(context.home.incoming, /^[0-9a-f]{16}$/, projects, dryRun, context);

async function pruneIn(
  root: string,
  named: RegExp,
  projects: readonly string[],
  dryRun: boolean,
  { clock, log }: Context,
): Promise<PrunedCheckouts> {
  const gone: PrunedCheckouts = { count: 0, bytes: 0 };
  for (const name of await readdir(root).catch(() => [])) {
    if (!named.test(name)) continue;
    const folder = join(root, name);
    const { mtimeMs } = await lstat(folder);
    if (projects.some((it) => it.startsWith(folder + sep)) || clock.now() - mtimeMs < JUST_MADE) continue;
    const bytes = await bytesIn(folder);
    if (!dryRun) await removeTree(folder);
    gone.count += 1;
    gone.bytes += bytes;
    log.info('checkout pruned', { folder, bytes, dryRun });
  }
  return gone;
}

// Checkouts that Muster has made for runs: the clones in which `review --until-clean --fix` worked, and what came from other machines.
// One stays for as long as a run that worked in it has its files.

import { lstat, readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { millis } from '../../contracts/time.ts';
import { bytesIn } from '../../runtime/files.ts';
import { removeTree } from '../../runtime/workspace/checkout/remove-tree.ts';
import type { EffectContext } from '../effects/effect-context.ts';

/** So young a checkout may be of a run that has not begun. */
const JUST_MADE = millis('1h');

export type PrunedCheckouts = { count: number; bytes: number };

type Context = Pick<EffectContext, 'home' | 'clock' | 'log'>;

/** `projects`: of all runs whose files stay. */
export const pruneLoops = (projects: readonly string[], dryRun: boolean, context: Context): Promise<PrunedCheckouts> =>
  pruneIn(context.home.loops, /./, projects, dryRun, context);

/** Each time that a checkout is sent, its folder changes; one that is gone is sent again as a whole. */
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

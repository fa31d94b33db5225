// The clones in which `review --until-clean --fix` worked. One stays for as long as a run that worked in it has its files.

import { lstat, readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { millis } from '../../contracts/time.ts';
import { bytesIn } from '../../runtime/files.ts';
import { removeTree } from '../../runtime/workspace/checkout/remove-tree.ts';
import type { EffectContext } from '../effects/effect-context.ts';

/** So young a clone may be of a loop whose first run has not begun. */
const JUST_MADE = millis('1h');

export type PrunedLoops = { count: number; bytes: number };

/** `projects`: of all runs whose files stay. */
export async function pruneLoops(
  projects: readonly string[],
  dryRun: boolean,
  { home, clock, log }: Pick<EffectContext, 'home' | 'clock' | 'log'>,
): Promise<PrunedLoops> {
  const gone: PrunedLoops = { count: 0, bytes: 0 };
  for (const id of await readdir(home.loops).catch(() => [])) {
    const folder = join(home.loops, id);
    const { mtimeMs } = await lstat(folder);
    if (projects.some((it) => it.startsWith(folder + sep)) || clock.now() - mtimeMs < JUST_MADE) continue;
    const bytes = await bytesIn(folder);
    if (!dryRun) await removeTree(folder);
    gone.count += 1;
    gone.bytes += bytes;
    log.info('clone of a loop pruned', { loop: id, bytes, dryRun });
  }
  return gone;
}

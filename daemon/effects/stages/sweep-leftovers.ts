// When a daemon starts: removes what could not be removed when a run ended, and what a command left behind
// that died at work. Work in a workplace is committed first. Runs in progress and unknown runs are left alone.

import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTree } from '../../../runtime/workspace/checkout/remove-tree.ts';
import type { EffectContext } from '../effect-context.ts';
import { clearStages } from './clear-stages.ts';
import { stagesFolder } from './prepare-stage.ts';
import type { LedgerAnswer } from './sweep-proofs.ts';

/** Names of temporary folders end with the id of their process and six random letters. */
const BORROWED = /^(?:hand-over|taking|sending|coming)-(\d+)-\w{6}$/;
/** Process ids are reused, and two machines may share a home. */
const LEFT_AFTER = 60 * 60 * 1000;

export async function sweepLeftovers(
  context: EffectContext,
  known: (run: string) => Promise<LedgerAnswer>,
  isGone: (pid: number) => boolean,
  signal: AbortSignal,
): Promise<{ runs: string[]; folders: string[] }> {
  const { home, files, folded } = context;
  const swept: { runs: string[]; folders: string[] } = { runs: [], folders: [] };
  for (const run of await files.namesIn(home.runs)) {
    const { root } = home.run(run);
    await sweepFolder(root);
    if ((await files.namesIn(stagesFolder(root))).length === 0 || (await known(run)) !== 'ended') continue;
    const { base } = await folded(run);
    await clearStages(run, base, context, signal);
    swept.runs.push(run);
  }
  for (const folder of [home.root, home.incoming]) await sweepFolder(folder);
  return swept;

  async function sweepFolder(folder: string): Promise<void> {
    for (const name of await files.namesIn(folder)) {
      const [, pid] = BORROWED.exec(name) ?? [];
      if (pid === undefined || !isGone(Number(pid))) continue;
      const path = join(folder, name);
      const info = await lstat(path).catch(() => undefined);
      if (!info?.isDirectory() || context.clock.now() - info.mtimeMs < LEFT_AFTER) continue;
      await removeTree(path);
      swept.folders.push(path);
    }
  }
}

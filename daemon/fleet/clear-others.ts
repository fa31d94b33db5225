// Removes the checkouts that this node made for runs which another node has finished. No lead removes
// them, because the one on this node has lost its run.

import type { EffectContext } from '../effects/effect-context.ts';

type Context = Pick<EffectContext, 'home' | 'files' | 'workspace'> & {
  /** Runs that have not ended. */
  unended(): Promise<readonly string[]>;
};

/** For the given runs, or for all runs with a folder here. */
export async function clearOthers(ended: readonly string[] | 'all', { home, files, workspace, unended }: Context): Promise<void> {
  const open = new Set(await unended());
  for (const run of ended === 'all' ? await files.namesIn(home.runs) : ended) {
    const { workplaces } = home.run(run);
    if (open.has(run) || (await files.namesIn(workplaces)).length === 0) continue;
    await workspace.discard(workplaces);
    await files.privateFolder(workplaces);
  }
}

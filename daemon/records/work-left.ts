// Whether a run has work that was not merged: commits of stages, or changes left in a checkout, that are on
// no branch of the project. Merged commits name the run in their messages, even after a rebase or squash.

import type { Base } from '../../contracts/run/base.ts';
import { exists } from '../../runtime/files.ts';
import { rethrowShortage } from '../../runtime/shortage.ts';
import { heldRefs } from '../../runtime/workspace/bases/hold.ts';
import { gitText } from '../../runtime/workspace/git/git.ts';
import { findProject } from '../../runtime/workspace/project.ts';

const WORK = /^refs\/runs\/[^/]+\/(stages|preserved)\//;

export async function hasWorkLeft(run: string, base: Pick<Base, 'gitDir' | 'root'>): Promise<boolean> {
  const work = ((await exists(base.gitDir)) ? await heldRefs(base.gitDir) : []).filter((it) => it.run === run && WORK.test(it.ref));
  if (work.length === 0) return false;
  const project = await findProject(base.root).catch(rethrowShortage);
  // There is no way to find out whether it was merged.
  if (project?.kind !== 'git') return true;
  const named = ['--all', '--fixed-strings', `--grep=Muster-Run: ${run}`, '-1', '--format=%H'];
  return (await gitText({ gitDir: project.gitDir }, ['log', ...named])) === '';
}

// Puts the work of a run on a branch of its own, starting from the commit where the work began or, if the project does not
// have that, from the commit that is checked out. A branch with exactly this work is reused; no other branch is moved.

import { MusterError } from '../../../contracts/errors.ts';
import { addObjects, branchAt, hasCommit, isBranchName, makeBranch } from '../../../runtime/workspace/handover/users-repository.ts';
import type { Repository } from '../../../runtime/workspace/project.ts';
import type { Context } from '../words/command.ts';
import { type Placed, placedOn, type Work } from './prepare.ts';

export type Branched = { placed: Placed; from: string; made: boolean };

export async function ontoBranch(work: Work, project: Repository, name: string, context: Context): Promise<Branched> {
  const { run, base, scratch } = work;
  if (!(await isBranchName(project.gitDir, name)))
    throw new MusterError('usage', `\`${name}\` is not the name of a branch`, 'For example: muster branch r-k3f fix/upload');
  const from = (await hasCommit(project.gitDir, base.commit)) ? base.commit : project.head;
  if (from === undefined)
    throw new MusterError('command-refused', `${project.root} has no commit yet`, 'Make a first commit, then try again.');
  const placed = await placedOn(work, project, from, context);
  const there = await branchAt(project.gitDir, name);
  if (there === placed.tip.commit) return { placed, from, made: false };
  if (there !== undefined)
    throw new MusterError(
      'command-refused',
      `the branch ${name} has other commits (${there.slice(0, 12)})`,
      'Choose another name; no branch of yours is moved.',
    );
  await addObjects(project, scratch, placed.tip.commit);
  await makeBranch(project, name, placed.tip.commit, `muster branch ${run}`);
  return { placed, from, made: true };
}

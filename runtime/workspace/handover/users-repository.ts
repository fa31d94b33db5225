// The only writes to a person's own repository: the objects of commits that were made in the home, then one update of a branch. If
// it stops in between, they only have some unreferenced objects.

import { MusterError } from '../../../contracts/errors.ts';
import { failpoint } from '../../failpoints.ts';
import { git, gitText, saidBy } from '../git/git.ts';
import type { Repository } from '../project.ts';
import { takeBack } from './take-back.ts';

const LISTED = 12;
/** Branch updates go into the reflog, as with any command of theirs. */
const LOGGED = ['-c', 'core.logAllRefUpdates=true'];

/** Adds the commit and everything it needs that the project does not have. `from` can read the objects of both. */
export async function addObjects({ gitDir, head }: Repository, from: string, tip: string): Promise<void> {
  if (await hasCommit(gitDir, tip)) return;
  const input = [tip, ...(head === undefined ? [] : [`^${head}`])].map((line) => `${line}\n`).join('');
  const { stdout } = await git({ gitDir: from }, ['pack-objects', '--revs', '--stdout', '--quiet'], { input });
  await git({ gitDir }, ['unpack-objects', '-q', '--strict'], { input: stdout });
  failpoint('handover.objects-in');
}

export async function hasCommit(gitDir: string, commit: string, signal?: AbortSignal): Promise<boolean> {
  const { code } = await git({ gitDir }, ['cat-file', '-e', `${commit}^{commit}`], { signal, accept: [0, 1, 128] });
  return code === 0;
}

/** All or nothing: git itself refuses what would lose something, and what it leaves half done is taken back. */
export async function fastForward(project: Repository, tip: string, as: string): Promise<void> {
  const { gitDir, root } = project;
  const place = { gitDir, workTree: root };
  const args = [...LOGGED, 'merge', '--ff-only', '--no-overwrite-ignore', '--no-autostash', '--no-stat', '--quiet', tip];
  const { code, stderr } = await git(place, args, { accept: [0, 1, 2, 128], usersConfig: true, env: { GIT_REFLOG_ACTION: as } });
  if (code !== 0) {
    // If git refuses before it begins, what is in the way is not its own.
    const left = /would be overwritten|would lose untracked files/.test(stderr) ? [] : await takeBack(project, tip);
    throw new MusterError(
      'command-refused',
      `git merge --ff-only failed in ${root}: ${saidBy(stderr, code)}`,
      left.length === 0
        ? `Nothing was changed: ${stderr.trim().split('\n').slice(1).join(' ') || 'check the space and the permissions there'}`
        : `These files are not as they were: ${left.slice(0, LISTED).join(', ')}${left.length > LISTED ? ' …' : ''}. When they can be written again: git restore, or remove those that are new.`,
    );
  }
  failpoint('handover.branch-moved');
}

export const branchRef = (name: string): string => `refs/heads/${name}`;

/** The commit of a branch; undefined if there is no such branch. */
export async function branchAt(gitDir: string, name: string): Promise<string | undefined> {
  const ref = `${branchRef(name)}^{commit}`;
  return (await gitText({ gitDir }, ['rev-parse', '--verify', '--quiet', '--end-of-options', ref], { accept: [0, 1, 128] })) || undefined;
}

export async function isBranchName(gitDir: string, name: string): Promise<boolean> {
  const { code } = await git({ gitDir }, ['check-ref-format', '--branch', name], { accept: [0, 1, 128] });
  return code === 0 && !name.startsWith('@');
}

/** Only if no branch of that name exists: no existing branch is moved. */
export async function makeBranch({ gitDir }: Repository, name: string, tip: string, as: string): Promise<void> {
  await git({ gitDir }, [...LOGGED, 'update-ref', '-m', as, '--create-reflog', branchRef(name), tip, '']);
  failpoint('handover.branch-made');
}

export async function isAncestor(gitDir: string, commit: string, of: string): Promise<boolean> {
  const { code } = await git({ gitDir }, ['merge-base', '--is-ancestor', commit, of], { accept: [0, 1] });
  return code === 0;
}

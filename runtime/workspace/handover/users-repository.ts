// The only writes to a person's own repository: the objects of commits that were made in the home, then one update of a branch. If
// it stops in between, they only have some unreferenced objects.

import { MusterError } from '../../../contracts/errors.ts';
import { failpoint } from '../../failpoints.ts';
import { git, gitText, saidBy } from '../git/git.ts';
import type { Repository } from '../project.ts';
import { checkedOut } from '../revisions.ts';
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

/**
 * All or nothing: git itself refuses what would lose something, and what it leaves half done is taken back. `ref`: what was checked out
 * when the project was read; a person may have checked out something else since.
 */
export async function fastForward(project: Repository, tip: string, { ref, as }: { ref: string; as: string }): Promise<void> {
  const { gitDir, root } = project;
  await refuseMoved(project, ref);
  const place = { gitDir, workTree: root };
  // Neither may settings of theirs make it stop before the branch is moved.
  const args = [
    ...LOGGED,
    'merge',
    '--ff-only',
    '--no-squash',
    '--commit',
    '--no-overwrite-ignore',
    '--no-autostash',
    '--no-stat',
    '--quiet',
    tip,
  ];
  const { code, stderr } = await git(place, args, { accept: [0, 1, 2, 128], usersConfig: true, env: { GIT_REFLOG_ACTION: as } });
  if (code !== 0) throw await failedMerge(project, tip, { code, stderr });
  failpoint('handover.branch-moved');
}

async function failedMerge(project: Repository, tip: string, { code, stderr }: { code: number; stderr: string }): Promise<MusterError> {
  const said = `git merge --ff-only failed in ${project.root}: ${saidBy(stderr, code)}`;
  const paths = stderr.split('\n').flatMap((line) => (line.startsWith('\t') ? [line.trim()] : []));
  if (paths.length > 0)
    return new MusterError('command-refused', `${said} ${shortList(paths)}`, 'Nothing was changed. Move them away, then ask again.');
  // Another git that is at work holds this lock: then ours has not begun, and what it finds changed is not its own.
  const left = /index\.lock': File exists/.test(stderr) ? [] : await takeBack(project, tip);
  // Whether a merge takes unsigned commits is theirs to say, so it is not overruled.
  const unsigned = /\b(?:GPG|signature)\b/i.test(stderr) && !/^Updating/m.test(stderr);
  const hint = unsigned
    ? 'Nothing was changed. Your `merge.verifySignatures` lets git merge only signed commits, and those of Muster are not signed. `muster branch` puts them on a branch of their own: sign them there, or merge it with `git merge --no-verify-signatures`.'
    : left.length === 0
      ? `Nothing was changed: ${stderr.trim().split('\n').slice(1).join(' ') || 'check the space and the permissions there'}`
      : `These files are not as they were: ${shortList(left)}. When they can be written again: git restore, or remove those that are new.`;
  return new MusterError('command-refused', said, hint);
}

const shortList = (paths: readonly string[]): string => `${paths.slice(0, LISTED).join(', ')}${paths.length > LISTED ? ' …' : ''}`;

/** Git would fast-forward whatever is checked out now, such as an older branch. */
async function refuseMoved({ gitDir, root, head }: Repository, ref: string): Promise<void> {
  const [now, commit] = [
    await checkedOut(gitDir),
    await gitText({ gitDir }, ['rev-parse', '--verify', '--quiet', 'HEAD'], { accept: [0, 1, 128] }),
  ];
  if (now === ref && commit === head) return;
  const named = (it: string, at = ''): string => `${it.replace(/^refs\/heads\//, '')} at ${at.slice(0, 12) || 'no commit'}`;
  throw new MusterError(
    'command-refused',
    `${root} was moved meanwhile: ${named(ref, head)} was checked out, and now it is ${named(now, commit)}`,
    'Nothing was changed. Ask again on the branch that is to get the work.',
  );
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

// Resolves what a person calls a revision or a range to commits, and suggests what would have worked if there is no such name.
// `A..B` compares the two ends, `A...B` compares B with its merge base with A.

import { MusterError } from '../../contracts/errors.ts';
import { git, gitText } from './git/git.ts';
import { userSetting } from './git/user-setting.ts';
import { branchIn } from './plain-repository.ts';
import { findProject } from './project.ts';

export type Range = {
  left: string;
  /** Three dots: the comparison starts at the merge base. */
  fromMergeBase: boolean;
  /** Empty: the checkout as it is. */
  right: string;
};

export function readRange(range: string): Range {
  const [, left, dots, right] = /^(.*?)(\.{2,3})(.*)$/s.exec(range) ?? [];
  if (!left || dots === undefined || right === undefined || right.startsWith('.')) {
    throw new MusterError(
      'base-unknown',
      `${range} is not a range`,
      'Write main...HEAD, v1.0..v1.1, or main... to include the working tree.',
    );
  }
  return { left, fromMergeBase: dots === '...', right };
}

export async function commitOf(gitDir: string, revision: string, signal?: AbortSignal): Promise<string> {
  const asked = revision.startsWith('-') || /[\0\n]/.test(revision) ? '' : await resolve(gitDir, revision, signal);
  if (asked !== '') return asked;
  throw new MusterError('base-unknown', `unknown revision ${revision} in ${gitDir}`, await whatWouldWork(gitDir, revision, signal));
}

export async function mergeBase(gitDir: string, left: string, right: string, names: string, signal?: AbortSignal): Promise<string> {
  const asked = await git({ gitDir }, ['merge-base', '--end-of-options', left, right], { signal, accept: [0, 1] });
  const [found] = asked.stdout.toString('utf8').split('\n');
  if (found) return found;
  const shallow = (await gitText({ gitDir }, ['rev-parse', '--is-shallow-repository'], { signal })) === 'true';
  throw new MusterError(
    'base-unknown',
    `the two ends of ${names} have no commit in common`,
    shallow
      ? 'The clone is shallow: git fetch --unshallow fetches the rest of the history.'
      : 'Two dots instead of three compare the two ends directly.',
  );
}

/** The default of `muster review`: everything new since the default branch, committed or not. */
export async function defaultRange(project: string, signal?: AbortSignal): Promise<{ range: string; branch: string } | undefined> {
  const found = await findProject(project, signal);
  if (found.kind !== 'git' || found.head === undefined) return undefined;
  const place = { gitDir: found.gitDir };
  const remote = await gitText(place, ['symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD'], { signal, accept: [0, 1] });
  const named = (await userSetting('init.defaultBranch', signal)) ?? '';
  const local = [named, 'main', 'master', 'trunk', 'develop'].filter((name) => name !== '');
  const candidates = [remote, 'origin/main', 'origin/master', ...local].filter((name) => name !== '');
  for (const branch of candidates) {
    const ref = branch.startsWith('origin/') ? `refs/remotes/${branch}` : `refs/heads/${branch}`;
    if ((await resolve(found.gitDir, ref, signal)) !== '') return { range: `${branch}...`, branch };
  }
  return undefined;
}

/** The branch that is checked out, or `HEAD` if there is none; undefined without a repository. */
export async function branchOf(project: string): Promise<string | undefined> {
  const found = await findProject(project);
  return found.kind === 'git' ? checkedOut(found.gitDir) : undefined;
}

/** The current branch and its newest commit, as text. */
export async function newestCommit(project: string): Promise<{ branch: string | undefined; subject: string | undefined }> {
  const found = await findProject(project);
  if (found.kind !== 'git' || found.head === undefined) return { branch: undefined, subject: undefined };
  const ref = await checkedOut(found.gitDir);
  const subject = await gitText({ gitDir: found.gitDir }, ['log', '-1', '--no-show-signature', '--format=%s'], { accept: [0, 128] });
  return { branch: ref === 'HEAD' ? undefined : ref.replace(/^refs\/heads\//, ''), subject: subject === '' ? undefined : subject };
}

export const checkedOut = async (gitDir: string, signal?: AbortSignal): Promise<string> =>
  branchIn(gitDir) || (await gitText({ gitDir }, ['symbolic-ref', '--quiet', 'HEAD'], { signal, accept: [0, 1] })) || 'HEAD';

const resolve = (gitDir: string, revision: string, signal: AbortSignal | undefined): Promise<string> =>
  gitText({ gitDir }, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`], { signal, accept: [0, 1, 128] });

async function whatWouldWork(gitDir: string, revision: string, signal: AbortSignal | undefined): Promise<string> {
  const format = ['for-each-ref', '--format=%(refname:short)', '--sort=-committerdate', '--count=200'];
  const output = await gitText({ gitDir }, [...format, 'refs/heads', 'refs/remotes', 'refs/tags'], { signal });
  const names = output.split('\n').filter((name) => name !== '');
  if (names.length === 0) return 'There is no commit yet; leave out base (or write worktree) to review the working tree.';
  const plain = revision.toLowerCase();
  const alike = names.filter((name) => name.toLowerCase().includes(plain) || plain.includes(name.toLowerCase()));
  const shown = [...new Set([...alike, ...names])].slice(0, 8);
  return `Possible values: worktree, HEAD, ${shown.join(', ')}, or a commit id.`;
}

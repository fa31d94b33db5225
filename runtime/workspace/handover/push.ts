// Pushes a branch to a remote: never by force, and never over commits that someone else pushed.

import { MusterError } from '../../../contracts/errors.ts';
import { failpoint } from '../../failpoints.ts';
import type { Repository } from '../project.ts';
import { type ProgramResult, usersProgram } from './users-program.ts';
import { branchRef, isAncestor } from './users-repository.ts';

export type Remote = { name: string; url: string };

type PushPlace = { project: Repository; env: NodeJS.ProcessEnv };

async function usersGit({ project, env }: PushPlace, ...args: string[]): Promise<ProgramResult> {
  const said = await usersProgram('git', args, { cwd: project.root, env });
  if (said) return said;
  throw new MusterError('git-failed', 'git could not be started', 'Install git 2.38 or newer and check that it is on the PATH.');
}

/** The given remote, or the only one, or `origin`. */
export async function remoteNamed(where: PushPlace, named: string | undefined): Promise<Remote> {
  const names = (await usersGit(where, 'remote')).out.split('\n').filter((it) => it !== '');
  const name = named ?? (names.includes('origin') ? 'origin' : names[0]);
  if (name === undefined || !names.includes(name))
    throw new MusterError(
      'usage',
      name === undefined ? `${where.project.root} has no remote` : `${where.project.root} has no remote ${name}`,
      names.length === 0 ? 'Add one with `git remote add`, or use `muster branch`.' : `Its remotes are ${names.join(', ')}.`,
    );
  return { name, url: (await usersGit(where, 'remote', 'get-url', '--push', name)).out };
}

/** The commit of a branch on the remote; undefined if there is no such branch. */
export async function remoteBranch(where: PushPlace, { name }: Remote, branch: string): Promise<string | undefined> {
  const said = await usersGit(where, 'ls-remote', '--', name, branchRef(branch));
  if (said.code !== 0) throw unreachable(name, said);
  return said.out.split(/\s/)[0] || undefined;
}

export async function pushBranch(where: PushPlace, remote: Remote, branch: string, tip: string): Promise<'pushed' | 'there already'> {
  const there = await remoteBranch(where, remote, branch);
  if (there === tip) return 'there already';
  // The remote branch may only contain commits of this work.
  if (there !== undefined && !(await knownAncestor(where.project, there, tip)))
    throw new MusterError(
      'command-refused',
      `the branch ${branch} of ${remote.name} has other commits (${there.slice(0, 12)})`,
      'Choose another name with --branch; nothing was pushed.',
    );
  const said = await usersGit(where, 'push', '--porcelain', '--no-follow-tags', remote.name, `${tip}:${branchRef(branch)}`);
  if (said.code !== 0) throw unreachable(remote.name, said);
  failpoint('handover.pushed');
  return 'pushed';
}

const knownAncestor = (project: Repository, commit: string, of: string): Promise<boolean> =>
  isAncestor(project.gitDir, commit, of).catch(() => false);

const unreachable = (remote: string, { err, code }: ProgramResult): MusterError =>
  new MusterError(
    'git-failed',
    `${remote}: ${err.split('\n')[0] || `git ended with ${code}`}`,
    'Run git ls-remote there by hand to see the problem.',
  );

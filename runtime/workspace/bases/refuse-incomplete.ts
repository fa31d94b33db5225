// Refuses a base with missing objects, and names the command that fetches them. A partial clone leaves out objects that its remote
// promises to deliver on demand; Muster itself fetches nothing.

import { MusterError } from '../../../contracts/errors.ts';
import { shellWord } from '../../text/shell-word.ts';
import { git, gitText } from '../git/git.ts';
import type { Repository } from '../project.ts';
import { RUNS } from './hold.ts';

/** `gitDir` can read all objects of the project; the bases that it already holds were complete. */
export async function refuseMissing(project: Repository, gitDir: string, commits: readonly string[], signal?: AbortSignal): Promise<void> {
  const args = ['rev-list', '--objects', '--missing=print', '--quiet', ...commits, '--not', `--glob=${RUNS}`];
  const { stdout } = await git({ gitDir }, args, { signal });
  const missing = stdout
    .toString('latin1')
    .split('\n')
    .filter((line) => line.startsWith('?')).length;
  if (missing === 0) return;
  throw new MusterError(
    'project-refused',
    `${project.root} is a partial clone, and ${missing === 1 ? 'one object' : `${missing} objects`} of what is to be reviewed, or of its history, ${missing === 1 ? 'is' : 'are'} missing`,
    `Fetch them: git -C ${shellWord(project.root)} fetch --refetch --no-filter ${shellWord(await promisorOf(project, signal))}`,
  );
}

async function promisorOf({ gitDir }: Repository, signal: AbortSignal | undefined): Promise<string> {
  const named = await gitText({ gitDir }, ['config', '--name-only', '--get-regexp', '^remote\\..*\\.promisor$'], {
    signal,
    accept: [0, 1],
  });
  const [, remote] = /^remote\.(.+)\.promisor$/m.exec(named) ?? [];
  return remote ?? 'origin';
}

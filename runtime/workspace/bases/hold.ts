// What keeps a base: refs by run in the repository of bases. A run's are set when it is captured, and go with its files.

import { existsSync } from 'node:fs';
import { RunId } from '../../../contracts/ids.ts';
import { git } from '../git/git.ts';

/** All that is kept for runs, each under its own id. */
export const RUNS = 'refs/runs/';

export type Held = { base: string; from?: string | undefined };

export async function hold(gitDir: string, run: string, { base, from }: Held, signal?: AbortSignal): Promise<void> {
  const own = `${RUNS}${RunId.parse(run)}`;
  const left = from === undefined ? `delete ${own}/from` : `update ${own}/from ${from}`;
  await git({ gitDir }, ['update-ref', '--no-deref', '--stdin'], { input: `update ${own}/base ${base}\n${left}\n`, signal });
}

/** What a run looked at, while its files are kept. */
export async function heldBase(gitDir: string, run: string, signal?: AbortSignal): Promise<string | undefined> {
  if (!existsSync(gitDir)) return undefined;
  const { stdout, code } = await git({ gitDir }, ['rev-parse', '--verify', '--quiet', `${RUNS}${RunId.parse(run)}/base^{commit}`], {
    signal,
    accept: [0, 1, 128],
  });
  return code === 0 ? stdout.toString('utf8').trim() : undefined;
}

/** Every ref that is kept for a run. */
export async function heldRefs(gitDir: string, signal?: AbortSignal): Promise<{ run: string; ref: string; commit: string }[]> {
  const { stdout } = await git({ gitDir }, ['for-each-ref', '--format=%(objectname) %(refname)', RUNS], { signal });
  return stdout
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      const [commit = '', ref = ''] = line.split(' ', 2);
      const [run] = ref.slice(RUNS.length).split('/', 1);
      return run ? [{ run, ref, commit }] : [];
    });
}

export async function letGo(gitDir: string, refs: readonly string[], signal?: AbortSignal): Promise<void> {
  if (refs.length === 0) return;
  const input = refs.map((ref) => `delete ${ref}\n`).join('');
  await git({ gitDir }, ['update-ref', '--no-deref', '--stdin'], { input, signal });
}

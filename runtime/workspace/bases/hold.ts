// Keeps a base alive with refs in the repository of bases, named by run. They are set when the base is captured and deleted with
// the run's files.

import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RunId } from '../../../contracts/ids.ts';
import { exists, syncFolder, writeDurably } from '../../files.ts';
import { makeFolders } from '../../folders/make-folders.ts';
import { git } from '../git/git.ts';

/** The refs of all runs, each under the id of its run. */
export const RUNS = 'refs/runs/';

export type HeldCommits = { base: string; from?: string | undefined };

/** The commits exist: each was read from the repository a moment ago. */
export async function hold(gitDir: string, run: string, { base, from }: HeldCommits, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const own = `${RUNS}${RunId.parse(run)}`;
  const folder = join(gitDir, own);
  // A loose ref is a file with the commit's name; writing it takes no process.
  if (!(await exists(folder)) && !(await exists(join(gitDir, 'packed-refs')))) {
    const made = await makeFolders(dirname(folder), 0o700);
    if (made !== undefined) await syncFolder(dirname(made));
    // Atomic, under a name that git ignores. A crash may have left one behind.
    const making = `${folder}.lock`;
    await rm(making, { recursive: true, force: true });
    await mkdir(making, { mode: 0o700 });
    if (from !== undefined) await writeDurably(join(making, 'from'), `${from}\n`);
    await writeDurably(join(making, 'base'), `${base}\n`);
    await rename(making, folder);
    return syncFolder(dirname(folder));
  }
  const left = from === undefined ? `delete ${own}/from` : `update ${own}/from ${from}`;
  await git({ gitDir }, ['update-ref', '--no-deref', '--stdin'], { input: `update ${own}/base ${base}\n${left}\n`, signal });
}

/** The base of a run whose files are still kept. */
export async function heldBase(gitDir: string, run: string, signal?: AbortSignal): Promise<string | undefined> {
  if (!existsSync(gitDir)) return undefined;
  const { stdout, code } = await git({ gitDir }, ['rev-parse', '--verify', '--quiet', `${RUNS}${RunId.parse(run)}/base^{commit}`], {
    signal,
    accept: [0, 1, 128],
  });
  return code === 0 ? stdout.toString('utf8').trim() : undefined;
}

/** Every ref that is held for a run. */
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

export async function releaseRefs(gitDir: string, refs: readonly string[], signal?: AbortSignal): Promise<void> {
  if (refs.length === 0) return;
  const input = refs.map((ref) => `delete ${ref}\n`).join('');
  await git({ gitDir }, ['update-ref', '--no-deref', '--stdin'], { input, signal });
}

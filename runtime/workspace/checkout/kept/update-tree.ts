// Brings a tree that was kept up to a commit: git rewrites the files that differ from it or were touched, and everything else that is
// there is removed. The result is what a new checkout would be.

import { runProgram } from '../../../processes/run-program.ts';
import { pathIn, type RawPath, rawPaths, shownPath } from '../../capture/snapshot.ts';
import { git, type WorkTree } from '../../git/git.ts';
import { makeFiles } from '../../git/make-files.ts';
import { type Committed, isOdd, oddEntries } from '../prepare-index.ts';

/** Moving more of them away takes as long as a new checkout. */
const MOST_STRANGERS = 5_000;

/**
 * The place has the index of the tree as it was kept. False if the tree must not be used: git does not show everything that may be in
 * it, or cannot read all of it.
 */
export async function updateTree(
  place: WorkTree,
  { from, to, discard }: { from: string | undefined; to: Committed; discard(path: string): Promise<void> },
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (from !== to.commit) await git(place, ['read-tree', '--reset', to.commit], { signal });
  const update = () => makeFiles(place, ['checkout-index', '--all', '--force', '--index', '--quiet'], { signal });
  // Programs are started one after the other, the one that takes longest first. If one fails, wait for the others.
  const [updated, odd, seen, repositories] = await Promise.allSettled([
    update(),
    oddEntries(to, signal),
    strangersIn(place, signal),
    hasRepositories(place.workTree, signal),
  ]);
  signal?.throwIfAborted();
  if (updated.status === 'rejected') throw updated.reason;
  if (odd.status === 'rejected' || isOdd(odd.value) || repositories.status === 'rejected' || repositories.value) return false;
  const strangers = seen.status === 'fulfilled' ? seen.value : undefined;
  if (strangers === undefined || strangers.length > MOST_STRANGERS) return false;
  // A folder of packages, for example, is only moved away now.
  for (const it of strangers) await discard(pathIn(place.workTree, it.replace(/\/$/, '')).toString('utf8'));
  // They may have been in the way of a file, or listed before a file took their place.
  if (strangers.length > 0) await update();
  return true;
}

/** Whether there is a file or folder that git takes for a repository. It does not list these, and they can make it start programs. */
async function hasRepositories(tree: string, signal: AbortSignal | undefined): Promise<boolean> {
  const args = [tree, '-iname', '.git', '-print', '-quit'];
  const { ending, stdout } = await runProgram('find', args, { env: { PATH: process.env.PATH }, signal, maxBytes: 65_536 });
  signal?.throwIfAborted();
  return ending.kind === 'not-started' || ending.code !== 0 || stdout.length > 0;
}

/** Everything that is not in the index, ignored or not; undefined if that cannot be told. */
async function strangersIn(place: WorkTree, signal: AbortSignal | undefined): Promise<RawPath[] | undefined> {
  const { stdout, stderr } = await git(place, ['ls-files', '-z', '--others', '--directory'], { signal });
  const paths = rawPaths(stdout);
  const areNames = paths.every((it) => Buffer.from(shownPath(it)).equals(Buffer.from(it, 'latin1')));
  return stderr === '' && areNames ? paths : undefined;
}

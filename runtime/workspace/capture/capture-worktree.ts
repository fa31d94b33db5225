// The checkout as it is, as a commit: what is committed, what is not yet, and new files that are not ignored.
// Nothing of the user's changes but that objects and one ref are added.

import { constants } from 'node:fs';
import { access, lstat } from 'node:fs/promises';
import { MusterError } from '../../../contracts/errors.ts';
import { filteredPaths, withoutFilters } from '../git/filters.ts';
import { type GitOptions, type GitPlace, git, gitText, type Setting } from '../git/git.ts';
import { parseRawDiff } from '../git/raw-diff.ts';
import { userSetting } from '../git/user-setting.ts';
import { isMusters, isSecretName } from './left-out.ts';
import { bytesOf, commitTree, type Index, type RawPath, rawPaths, shownPath, withIndex } from './snapshot.ts';

export type LeftOut = { path: string; reason: string };
export type Captured = { commit: string; tree: string; uncommitted: boolean; leftOut: LeftOut[] };
export type CaptureLimits = { fileBytes: number; copyBytes: number };

type Checkout = { root: string; gitDir: string; head?: string | undefined };
type Sorted = { take: RawPath[]; drop: RawPath[]; leftOut: LeftOut[] };

/** A repository without a commit has no date of its own; rules that ask for today must find nothing due. */
export const NO_DATE = '946684800';
const MESSAGE = 'The checkout as it is, with what is not committed\n';

export async function captureWorktree(checkout: Checkout, limits: CaptureLimits, scratch: string, signal?: AbortSignal): Promise<Captured> {
  const place = { gitDir: checkout.gitDir, workTree: checkout.root };
  const [original, filters, ignores] = await Promise.all([
    gitText(place, ['rev-parse', '--path-format=absolute', '--git-path', 'index'], { signal }),
    withoutFilters(place, signal),
    ignoreFile(place, signal),
  ]);
  const config = [...filters, ...ignores];
  return withIndex(place, original, { config, scratch, signal }, async (index) => {
    const options = { env: index.env, config, signal };
    const { take, drop, leftOut } = await sortOut(place, checkout.root, limits, options);
    await index.drop(drop);
    await index.take(take);
    return { ...(await commit(place, checkout.head, index, signal)), leftOut };
  });
}

async function commit(
  place: GitPlace,
  head: string | undefined,
  index: Index,
  signal: AbortSignal | undefined,
): Promise<Omit<Captured, 'leftOut'>> {
  const tree = await index.writeTree();
  if (head === undefined) {
    return { commit: await commitTree(place, { tree, seconds: NO_DATE, message: MESSAGE }, signal), tree, uncommitted: true };
  }
  const names = await git(place, ['diff-tree', '-r', '-z', '--name-only', '--no-renames', '--end-of-options', head, tree], { signal });
  const changed = rawPaths(names.stdout);
  // Nothing to capture: the user's own commit is the base, and its id means something to people.
  if (changed.length === 0) return { commit: head, tree, uncommitted: false };
  const seconds = await gitText(place, ['log', '-1', '--format=%ct', '--end-of-options', head], { signal });
  return {
    commit: await commitTree(place, { tree, parent: head, seconds, message: MESSAGE }, signal),
    tree,
    uncommitted: changed.some((path) => !isMusters(path)),
  };
}

/** The ignore file of the user's own settings counts, as it does for them. */
async function ignoreFile(place: GitPlace, signal: AbortSignal | undefined): Promise<Setting[]> {
  const { code } = await git(place, ['config', '--get', 'core.excludesFile'], { signal, accept: [0, 1] });
  const users = code === 0 ? undefined : await userSetting('core.excludesFile', signal, 'path');
  return users === undefined ? [] : [['core.excludesFile', users]];
}

async function sortOut(place: GitPlace, root: string, limits: CaptureLimits, options: GitOptions & { env: Index['env'] }): Promise<Sorted> {
  const read = async (...args: string[]) => (await git(place, args, options)).stdout;
  const [tracked, differing, conflicting, others] = await Promise.all([
    read('ls-files', '-z', '-v', '--cached'),
    // A submodule stays at the commit that the index names; to look deeper git would run in it, by its config.
    read('diff-files', '-z', '--raw', '--no-abbrev', '--no-renames', '--ignore-submodules=all'),
    read('ls-files', '-z', '--unmerged'),
    read('ls-files', '-z', '--others', '--exclude-standard'),
  ]);
  const marked = rawPaths(tracked);
  const changed = new Map(
    parseRawDiff(differing, 'latin1')
      .flatMap((it) => it.changes)
      .map((change) => [change.path, change.status]),
  );
  const unmerged = new Set(rawPaths(conflicting).map((row) => row.slice(row.indexOf('\t') + 1)));
  const untracked = rawPaths(others);
  const filters = await filteredPaths(
    place,
    [...changed.keys(), ...untracked].filter((path) => !path.endsWith('/')),
    options,
  );

  const sorted: Sorted = { take: [], drop: [], leftOut: [] };
  for (const row of marked) {
    const path = row.slice(2);
    if (isMusters(path)) sorted.drop.push(path);
    else if (/^[a-z]/.test(row) && !row.startsWith('s')) {
      sorted.leftOut.push({ path: shownPath(path), reason: 'marked assume-unchanged: taken as the index has it' });
    }
  }
  for (const [path, status] of changed) {
    if (isMusters(path)) continue;
    const reason = status === 'D' ? undefined : keptBack(path, filters.get(path));
    if (reason === undefined) sorted.take.push(path);
    else {
      // A conflicted path has no one version in the index to fall back on.
      if (unmerged.has(path)) sorted.drop.push(path);
      const instead = unmerged.has(path) ? 'left out' : 'taken as the index has it';
      sorted.leftOut.push({ path: shownPath(path), reason: `changed, but ${reason}: ${instead}` });
    }
  }
  await sortUntracked(untracked, root, limits, filters, sorted);
  return sorted;
}

async function sortUntracked(
  untracked: readonly RawPath[],
  root: string,
  limits: CaptureLimits,
  filters: ReadonlyMap<RawPath, string>,
  sorted: Sorted,
): Promise<void> {
  let total = 0;
  for (const path of untracked) {
    if (isMusters(path)) continue;
    const reason = path.endsWith('/') ? 'a repository of its own' : keptBack(path, filters.get(path));
    const file = reason === undefined ? await lookAt(root, path) : undefined;
    const size = file?.bytes ?? 0;
    const why = reason ?? file?.problem ?? (size > limits.fileBytes ? `untracked, and larger than ${limits.fileBytes} bytes` : undefined);
    if (why !== undefined) {
      sorted.leftOut.push({ path: shownPath(path), reason: why });
      continue;
    }
    total += size;
    if (total > limits.copyBytes) {
      throw new MusterError(
        'base-too-large',
        `the untracked files in ${root} are more than ${limits.copyBytes} bytes (counted up to ${shownPath(path)})`,
        'Add what is no source to .gitignore, look at HEAD instead (base: HEAD), or raise capture.copyBytes in the config.',
      );
    }
    sorted.take.push(path);
  }
}

function keptBack(path: RawPath, filter: string | undefined): string | undefined {
  if (isSecretName(shownPath(path))) return 'its name says that it holds secrets';
  if (filter !== undefined)
    return `it goes through the filter ${Buffer.from(filter, 'latin1').toString('utf8')}, a program that is not run`;
  return undefined;
}

export async function lookAt(root: string, path: RawPath): Promise<{ bytes: number; problem?: string }> {
  const file = Buffer.concat([Buffer.from(`${root}/`), bytesOf(path)]);
  const found = await lstat(file).catch(() => undefined);
  if (found === undefined) return { bytes: 0, problem: 'gone while it was looked at' };
  if (found.isSymbolicLink()) return { bytes: 0 };
  if (!found.isFile()) return { bytes: 0, problem: 'no regular file' };
  const readable = await access(file, constants.R_OK).then(
    () => true,
    () => false,
  );
  return readable ? { bytes: found.size } : { bytes: 0, problem: 'cannot be read' };
}

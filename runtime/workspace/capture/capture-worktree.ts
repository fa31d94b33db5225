// Captures the checkout as it is in a commit: committed and uncommitted changes, and new files that are not ignored. Nothing of the
// user's changes: the index is a copy, and objects are written to a repository of ours.

import { constants } from 'node:fs';
import { access, lstat } from 'node:fs/promises';
import { MusterError } from '../../../contracts/errors.ts';
import { objectsOf } from '../git/bare.ts';
import { filteredPaths, readingSettings } from '../git/filters.ts';
import { type GitPlace, git, type Setting } from '../git/git.ts';
import { parseRawDiff } from '../git/raw-diff.ts';
import { userSetting } from '../git/user-setting.ts';
import type { Repository } from '../project.ts';
import { isAsCommitted } from './as-committed.ts';
import { isMusters, isSecretName } from './left-out.ts';
import { quickStatus, type StatusSummary } from './quick-status.ts';
import { bytesOf, commitTree, type Index, type IndexOptions, indexAt, type RawPath, rawPaths, shownPath } from './snapshot.ts';

export type LeftOut = { path: string; reason: string };
export type Captured = { commit: string; tree: string; uncommitted: boolean; leftOut: LeftOut[] };
export type CaptureLimits = { fileBytes: number; copyBytes: number };

type SortedPaths = { take: RawPath[]; drop: RawPath[]; leftOut: LeftOut[] };
type ReadOptions = IndexOptions & { env: Index['env'] };

/** A repository without commits has no date; rules that depend on today's date must find nothing due. */
export const NO_DATE = '946684800';
/** Hex digits of an object name. */
const SHA1 = 40;
const MESSAGE = 'The checkout as it is, with what is not committed\n';

/** `index` is a copy of the checkout's own; new objects are written to the repository `into`. */
export async function captureWorktree(
  checkout: Pick<Repository, 'root' | 'gitDir' | 'head' | 'headIs'>,
  { index: file, into, limits, signal }: { index: string; into: string; limits: CaptureLimits; signal: AbortSignal | undefined },
): Promise<Captured> {
  const { head, headIs } = checkout;
  if (head !== undefined && headIs !== undefined && (await isAsCommitted(checkout.root, headIs.tree)))
    return { commit: head, tree: headIs.tree, uncommitted: false, leftOut: [] };
  const place = { gitDir: checkout.gitDir, workTree: checkout.root };
  const [{ withoutFilters, namesIgnoreFile }, ignoreFile] = await Promise.all([
    readingSettings(place, signal),
    userSetting('core.excludesFile', signal, 'path'),
  ]);
  // The user's global ignore file applies, as it does in their own git.
  const ignores: Setting[] = namesIgnoreFile || ignoreFile === undefined ? [] : [['core.excludesFile', ignoreFile]];
  const config = [...withoutFilters, ...ignores];
  const index = indexAt(place, file, { config, env: { GIT_OBJECT_DIRECTORY: objectsOf(into) }, signal });
  const reading = { config, env: index.env, signal };
  const isUsual = head !== undefined && headIs?.tree.length === SHA1;
  const seen = (isUsual ? await quickStatus(place, head, file, reading) : undefined) ?? (await seenInParts(place, head, reading));
  const { staged } = seen;
  const { take, drop, leftOut } = await sortOut(place, checkout.root, limits, seen, reading);
  // Nothing to capture: the user's own commit is the base, so its id is one they know.
  if (head !== undefined && headIs !== undefined && !staged && take.length === 0 && drop.length === 0)
    return { commit: head, tree: headIs.tree, uncommitted: false, leftOut };
  await index.drop(drop);
  await index.take(take);
  return { ...(await commit(place, checkout, index, signal)), leftOut };
}

/** Whether the index differs from the commit. Runs while the files are examined, so that an unchanged checkout needs no new tree. */
async function isStaged(
  place: GitPlace,
  head: string | undefined,
  options: Pick<ReadOptions, 'env'> & { signal: AbortSignal | undefined },
) {
  if (head === undefined) return true;
  const args = ['diff-index', '--cached', '--quiet', '--no-ext-diff', '--no-renames', '--ignore-submodules=none', '--end-of-options', head];
  return (await git(place, args, { ...options, accept: [0, 1] })).code === 1;
}

async function commit(
  place: GitPlace,
  { head, headIs }: Pick<Repository, 'head' | 'headIs'>,
  index: Index,
  signal: AbortSignal | undefined,
): Promise<Omit<Captured, 'leftOut'>> {
  const options = { env: index.env, signal };
  const tree = await index.writeTree();
  if (head === undefined || headIs === undefined) {
    return { commit: await commitTree(place, { tree, seconds: NO_DATE, message: MESSAGE }, options), tree, uncommitted: true };
  }
  const { tree: headTree, seconds } = headIs;
  // A change may have been reverted.
  if (tree === headTree) return { commit: head, tree, uncommitted: false };
  const names = await git(place, ['diff-tree', '-r', '-z', '--name-only', '--no-renames', '--end-of-options', head, tree], options);
  return {
    commit: await commitTree(place, { tree, parent: head, seconds, message: MESSAGE }, options),
    tree,
    uncommitted: rawPaths(names.stdout).some((path) => !isMusters(path)),
  };
}

/** For any checkout: three git processes in parallel. */
async function seenInParts(
  place: GitPlace,
  head: string | undefined,
  options: ReadOptions & { signal: AbortSignal | undefined },
): Promise<StatusSummary> {
  const [listed, differing, staged] = await Promise.all([
    git(place, ['ls-files', '-z', '-v', '--cached', '--others', '--exclude-standard'], options),
    differences(place, options),
    isStaged(place, head, { env: options.env, signal: options.signal }),
  ]);
  // Each row is a tag letter, a space and a path: `?` is not in the index, `M` appears once for each side of a conflict.
  const rows = rawPaths(listed.stdout);
  const changes = parseRawDiff(differing, 'latin1').flatMap((it) => it.changes);
  return {
    marked: rows.filter((row) => !row.startsWith('?')),
    changed: new Map(changes.map((change) => [change.path, change.status])),
    untracked: rows.filter((row) => row.startsWith('?')).map((row) => row.slice(2)),
    staged,
  };
}

async function sortOut(
  place: GitPlace,
  root: string,
  limits: CaptureLimits,
  { marked, changed, untracked }: StatusSummary,
  options: ReadOptions,
): Promise<SortedPaths> {
  const unmerged = new Set(marked.filter((row) => /^m/i.test(row)).map((row) => row.slice(2)));
  const filters = await filteredPaths(
    place,
    [...changed.keys(), ...untracked].filter((path) => !path.endsWith('/')),
    options,
  );

  const sorted: SortedPaths = { take: [], drop: [], leftOut: [] };
  for (const row of marked) {
    const path = row.slice(2);
    if (isMusters(path)) sorted.drop.push(path);
    else if (/^[a-z]/.test(row) && !row.startsWith('s')) {
      sorted.leftOut.push({ path: shownPath(path), reason: 'marked assume-unchanged: taken from the index' });
    }
  }
  for (const [path, status] of changed) {
    if (isMusters(path)) continue;
    const reason = status === 'D' ? undefined : keptBack(path, filters.get(path));
    if (reason === undefined) sorted.take.push(path);
    else {
      // A conflicted path has no single version in the index to fall back on.
      if (unmerged.has(path)) sorted.drop.push(path);
      const instead = unmerged.has(path) ? 'left out' : 'taken from the index';
      sorted.leftOut.push({ path: shownPath(path), reason: `changed, but ${reason}: ${instead}` });
    }
  }
  await sortUntracked(untracked, root, limits, filters, sorted);
  return sorted;
}

async function differences(place: GitPlace, options: ReadOptions): Promise<Buffer> {
  // A submodule counts at the commit that the index names; to look deeper, git would run inside it, by its config.
  const args = ['diff-files', '-z', '--raw', '--no-abbrev', '--no-renames', '--ignore-submodules=all'];
  const first = (await git(place, args, options)).stdout;
  if (first.length === 0) return first;
  // A file that was only touched, or rewritten with the same content, is unchanged.
  await git(place, ['update-index', '-q', '--refresh'], { ...options, accept: [0, 1] });
  return (await git(place, args, options)).stdout;
}

async function sortUntracked(
  untracked: readonly RawPath[],
  root: string,
  limits: CaptureLimits,
  filters: ReadonlyMap<RawPath, string>,
  sorted: SortedPaths,
): Promise<void> {
  let total = 0;
  for (const path of untracked) {
    if (isMusters(path)) continue;
    const reason = path.endsWith('/') ? 'a nested repository' : keptBack(path, filters.get(path));
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
        'Add files that are not source to .gitignore, review HEAD instead (base: HEAD), or raise capture.copyBytes in the config.',
      );
    }
    sorted.take.push(path);
  }
}

function keptBack(path: RawPath, filter: string | undefined): string | undefined {
  if (isSecretName(shownPath(path))) return 'its name suggests that it contains secrets';
  if (filter !== undefined)
    return `it goes through the filter ${Buffer.from(filter, 'latin1').toString('utf8')}, a program that is not run`;
  return undefined;
}

export async function lookAt(root: string, path: RawPath): Promise<{ bytes: number; problem?: string }> {
  const file = Buffer.concat([Buffer.from(`${root}/`), bytesOf(path)]);
  const found = await lstat(file).catch(() => undefined);
  if (found === undefined) return { bytes: 0, problem: 'it disappeared during the capture' };
  if (found.isSymbolicLink()) return { bytes: 0 };
  if (!found.isFile()) return { bytes: 0, problem: 'not a regular file' };
  const readable = await access(file, constants.R_OK).then(
    () => true,
    () => false,
  );
  return readable ? { bytes: found.size } : { bytes: 0, problem: 'not readable' };
}

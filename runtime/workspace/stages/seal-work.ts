// Commits what is in an executor's workplace, through the seal beside it: the executor's own git directory, its index, filters and
// commits are never consulted. What does not belong in a commit is left out or reported.

import { Stats } from 'node:fs';
import { access, constants, lstat, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Change, Snapshot } from '../../../contracts/plan/proof.ts';
import { codeOf, withFolder } from '../../files.ts';
import { lookAt } from '../capture/capture-worktree.ts';
import { isMusters, isSecretName } from '../capture/left-out.ts';
import { copyIndex, type Index, indexAt, pathIn, type RawPath, rawPaths, shownPath } from '../capture/snapshot.ts';
import { escapes } from '../checkout/escaping-links.ts';
import { madeAfterAll, readSeal } from '../checkout/examine-checkout.ts';
import { unmountLeft } from '../checkout/left-mounts.ts';
import { sealOf } from '../checkout/make-checkout.ts';
import { AS_IT_IS, ENDS_OF_LINES, objectsOf } from '../git/bare.ts';
import { git, type WorkTree } from '../git/git.ts';
import { parseRawDiff } from '../git/raw-diff.ts';
import { addingPlace, filteredProblems } from './as-git-adds.ts';
import { besidesOf, isBeside } from './beside.ts';
import { rawChanges } from './changes.ts';
import { commitStage, keepRef } from './commit.ts';
import { keepSealedIndex } from './still-sealed.ts';
import { submodulesAmong, type Tracked, trackedIn } from './submodules.ts';

export type Work = {
  path: string;
  /** The repository in the home that gets the commit. */
  gitDir: string;
  from: Snapshot;
  ref: string;
  message: string;
  seconds: number;
  /** Files that the setup created, even if no ignore file names them. */
  never: readonly string[];
  fileBytes: number;
  signal?: AbortSignal | undefined;
};

export type SealedWork = { head: Snapshot; changes: Change[]; problems: string[] };

export async function sealWork(work: Work): Promise<SealedWork> {
  const { path, gitDir, from, signal } = work;
  const place = { gitDir: sealOf(path), workTree: path };
  const mounts = await unmountLeft(path);
  return withFolder(place.gitDir, 'index', async (folder) => {
    await copyIndex(join(place.gitDir, 'index'), join(folder, 'index'));
    const index = indexAt(place, join(folder, 'index'), { config: [], env: { GIT_OBJECT_DIRECTORY: objectsOf(gitDir) }, signal });
    const { take, drop, problems, submodules } = await sortOut(work, place, index);
    problems.push(...mounts.map((it) => `${it} was a mount: what is behind it is no part of the work.`));
    const adding = await addingPlace(join(folder, 'adding.git'), { path, gitDir, format: from.commit.length > 40 ? 'sha256' : 'sha1' });
    problems.push(...(await filteredProblems(adding, take, from.tree, index.env, signal)));
    await index.drop(drop);
    await indexAt(adding, join(folder, 'index'), { config: [], env: index.env, signal }).take(take);
    const tree = await index.writeTree();
    const head = await commitStage(gitDir, { tree, parents: [from.commit], seconds: work.seconds, message: work.message }, signal);
    await keepRef(gitDir, work.ref, head.commit, signal);
    // Of a submodule, git would not notice that it is gone.
    if (problems.length === 0 && !submodules) await keepSealedIndex(path, join(folder, 'index'), tree);
    const changes = (await rawChanges(gitDir, from.tree, tree, signal)).map((it) => ({
      status: statusOf(it.status),
      path: shownPath(it.path),
    }));
    return { head, changes, problems };
  });
}

const statusOf = (it: string): Change['status'] => (it === 'A' || it === 'D' || it === 'T' ? it : 'M');

type Sorted = { take: RawPath[]; drop: RawPath[]; problems: string[]; submodules: boolean };

async function sortOut(work: Work, place: WorkTree, index: Index): Promise<Sorted> {
  const { path, never, fileBytes, signal } = work;
  const tracked = await trackedIn(place, index.env, signal);
  const { touched, closed } = await touchedPaths(place, index, tracked, signal);
  const beside = await besidesOf(path);
  const submodules = await submodulesAmong(tracked, path);
  const written = submodules.filter((it) => it.is === 'filled' && !beside.includes(`${it.path}/`));
  // Git checks neither a submodule that was removed or replaced, nor a place where we left out a link.
  const replaced = submodules.filter((it) => it.is === 'replaced').map((it) => it.path);
  const made = await madeAfterAll(path, (await readSeal(path)) ?? { unlinked: [] });
  const take: RawPath[] = [];
  const drop: RawPath[] = [...submodules.filter((it) => it.is === 'gone').map((it) => it.path), ...replaced, ...made];
  // Git says nothing, or only in a warning, of what it cannot look into; what was changed there would be lost without a word.
  const problems = closed.map((folder) => `${shownPath(folder)} is a folder that cannot be read.`);
  problems.push(...written.map((it) => `${shownPath(it.path)} is a submodule: what is written into it would be lost.`));
  touched.push(...[...replaced, ...made].map((raw) => ({ raw, status: 'changed' as const })));
  for (const { raw, status } of touched) {
    const shown = shownPath(raw);
    if (never.includes(shown) || isSecretName(shown)) continue;
    if (status === 'new' && isBeside(raw, beside)) continue;
    if (status === 'changed' && (await isFolder(path, raw))) {
      drop.push(raw);
      continue;
    }
    const problem = await problemOf(path, raw, fileBytes);
    if (problem === undefined) take.push(raw);
    else problems.push(`${shown} ${problem}.`);
  }
  return { take, drop, problems, submodules: submodules.length > 0 };
}

/** A folder has replaced a file: the file counts as removed, and everything in the folder as new. */
const isFolder = async (root: string, raw: RawPath): Promise<boolean> =>
  (await lstat(pathIn(root, raw)).catch(() => undefined))?.isDirectory() ?? false;

async function problemOf(root: string, raw: RawPath, fileBytes: number): Promise<string | undefined> {
  const shown = shownPath(raw);
  if (raw.endsWith('/')) return 'is a repository of its own, whose files would be lost';
  if (isMusters(shown)) return 'lies in the folder that belongs to Muster';
  const { bytes, problem } = await lookAt(root, raw);
  // A deletion is a change like any other.
  if (problem !== undefined) return problem.startsWith('it disappeared') ? undefined : `is ${problem}`;
  if (bytes > fileBytes) return `is larger than ${fileBytes} bytes`;
  const target = await readlink(pathIn(root, raw), { encoding: 'latin1' }).catch(() => undefined);
  return target !== undefined && escapes(raw, target) ? 'is a link that leads out of the project' : undefined;
}

async function touchedPaths(
  place: WorkTree,
  index: Index,
  tracked: readonly Tracked[],
  signal: AbortSignal | undefined,
): Promise<{ touched: { raw: RawPath; status: 'new' | 'changed' }[]; closed: RawPath[] }> {
  const options = { env: index.env, signal };
  // The workplace may have other line endings than the commit; such a file differs in bytes but not in content. And a commit may
  // contain line endings that its attributes would never give: then its bytes are the same, but git would convert them.
  const inBytes = await changedPaths(place, AS_IT_IS, options);
  const inText = new Set(await changedPaths(place, ENDS_OF_LINES, options));
  const others = await git(place, ['ls-files', '-z', '--others', '--exclude-standard'], options);
  const touched = [
    ...inBytes.filter((raw) => inText.has(raw)).map((raw) => ({ raw, status: 'changed' as const })),
    ...rawPaths(others.stdout).map((raw) => ({ raw, status: 'new' as const })),
  ];
  const warned = [...others.stderr.matchAll(/^warning: could not open directory '(.*?)\/?':/gm)].map(([, folder = '']) => folder);
  const closed = [...new Set([...warned, ...(await closedFolders(place.workTree, tracked))])];
  return { touched, closed: closed.filter((it) => !closed.some((above) => it.startsWith(`${above}/`))) };
}

/** Folders of tracked files in which nothing can be looked up. */
async function closedFolders(workTree: string, tracked: readonly Tracked[]): Promise<RawPath[]> {
  const folders = new Set(tracked.flatMap(({ path }) => (path.includes('/') ? [path.slice(0, path.lastIndexOf('/'))] : [])));
  const closed: RawPath[] = [];
  for (const folder of folders) {
    const path = pathIn(workTree, folder);
    const info = await lstat(path).catch((error: unknown) => error);
    const found = info instanceof Stats && info.isDirectory() ? await access(path, constants.X_OK).catch((error: unknown) => error) : info;
    if (codeOf(found) === 'EACCES') closed.push(folder);
  }
  return closed;
}

async function changedPaths(place: WorkTree, attributes: string, options: Pick<Index, 'env'> & Pick<Work, 'signal'>): Promise<RawPath[]> {
  await writeFile(join(place.gitDir, 'info', 'attributes'), attributes);
  await git(place, ['update-index', '-q', '--really-refresh'], { ...options, accept: [0, 1] });
  const diff = await git(place, ['diff-files', '-z', '--raw', '--no-abbrev', '--no-renames', '--ignore-submodules=all'], options);
  return parseRawDiff(diff.stdout, 'latin1').flatMap((it) => it.changes.map(({ path }) => path));
}

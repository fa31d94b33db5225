// Whether a disposable checkout is unchanged. Compares it with its seal, because the worker may have changed anything in its own
// git directory: the index, the config, what is ignored.

import { constants, lstatSync, type Stats } from 'node:fs';
import { access, lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import type { LostCheckout } from '../../../contracts/run/run-event.ts';
import { codeOf, readBounded, withFolder } from '../../files.ts';
import { isShortage, rethrowShortage } from '../../shortage.ts';
import { lookAt } from '../capture/capture-worktree.ts';
import { copyIndex, type Index, indexAt, pathIn, type RawPath, rawPaths, shownPath } from '../capture/snapshot.ts';
import { git, type WorkTree } from '../git/git.ts';
import { parseRawDiff } from '../git/raw-diff.ts';
import { isAsIndexed } from './as-indexed.ts';
import { SEAL_FILE, SEALED, SEALED_FILES, type Seal, sealOf } from './make-checkout.ts';
import { openUp, readOpened } from './open-up.ts';

/** What a worker changed in its checkout: all files it touched, and as much of a patch as can be kept. */
export type Violation = {
  patch: Buffer;
  files: string[];
  /** Set if the checkout is gone or the files needed to examine it were modified: what else the worker did is then unknown. */
  lost?: LostCheckout;
};

/** A limit for the whole patch, in case a worker writes gigabytes. */
const PATCH_BYTES = 32 * 1024 * 1024;

/** Not part of the seal, but they would give the worker's git other settings or another history. */
const MUST_BE_ABSENT = [
  'hooks',
  'config.worktree',
  'commondir',
  'packed-refs',
  'info/exclude',
  'info/grafts',
  'info/sparse-checkout',
  'refs',
] as const;

export async function readSeal(path: string): Promise<Seal | undefined> {
  try {
    const folder = sealOf(path);
    const seal = JSON.parse(await readOpened(folder, () => readFile(join(folder, SEAL_FILE), 'utf8'))) as Seal;
    return seal.v === 1 ? seal : undefined;
  } catch (error) {
    return rethrowShortage(error);
  }
}

/** Undefined if nothing was changed. Ignored files do not count: tests leave caches behind. */
export async function examineCheckout(
  path: string,
  signal?: AbortSignal,
  /** The checkout that was sealed, if this one is a layer over it. */
  sealed: string = path,
  /** Restores the permissions of folders that were closed. */
  open: () => Promise<void> = () => openUp(path),
): Promise<Violation | undefined> {
  const seal = await readSeal(sealed);
  if (seal === undefined)
    throw new MusterError('io-failed', `${sealed} is not a checkout that Muster made: it has no seal`, 'Move it elsewhere.');
  const place = { gitDir: sealOf(sealed), workTree: path };
  // Usually nothing was changed, which one look shows.
  const first = await firstLook(place, signal);
  if (first === 'untouched' && (await madeAfterAll(path, seal)).length === 0) return undefined;
  if (first === 'closed') await open();
  const gitFiles = await changedGitFiles(path, place.gitDir);
  return withFolder(place.gitDir, 'index', async (folder) => {
    await copyIndex(join(place.gitDir, 'index'), join(folder, 'index'));
    const index = indexAt(place, join(folder, 'index'), { config: [], signal });
    const touched = [...(await touchedFiles(place, index, signal)), ...(await madeAfterAll(path, seal))];
    const files = [...gitFiles, ...touched.map(shownPath)];
    if (files.length === 0) return undefined;
    return { files, patch: await patchOf(place, seal.commit, index, await fitting(path, touched), signal) };
  });
}

type FirstLook = 'untouched' | 'touched' | 'closed';

/** Closed: git only warns about folders that it cannot open, so changes in them would be missed. */
async function firstLook(place: WorkTree, signal: AbortSignal | undefined): Promise<FirstLook> {
  try {
    await access(place.workTree, constants.R_OK | constants.X_OK);
    const gitFiles = await changedGitFiles(place.workTree, place.gitDir);
    const seen = await look(place, signal);
    return seen === 'untouched' && gitFiles.length > 0 ? 'touched' : seen;
  } catch (error) {
    if (codeOf(error) !== 'EACCES') throw error;
    return 'closed';
  }
}

async function changedGitFiles(path: string, seal: string): Promise<string[]> {
  const gitDir = join(path, '.git');
  const info = await lstat(gitDir).catch(() => undefined);
  if (!info?.isDirectory()) return ['.git'];
  const changed: string[] = [];
  for (const name of SEALED_FILES) {
    const [now, before] = await Promise.all([plainFile(join(gitDir, name)), plainFile(join(seal, SEALED, name))]);
    if (now !== before) changed.push(`.git/${name}`);
  }
  for (const name of MUST_BE_ABSENT) changed.push(...(await filesBelow(gitDir, name)).map((file) => `.git/${file}`));
  return changed;
}

const LARGEST_PLAIN = 1024 * 1024 - 1;

/** The content in latin1; undefined if there is none; a symbol, which equals nothing, if it is not a small regular file. */
async function plainFile(file: string): Promise<string | symbol | undefined> {
  const info = infoOf(file);
  if (info === undefined) return undefined;
  const read = info.isFile() ? await readBounded(file, LARGEST_PLAIN).catch(rethrowShortage) : undefined;
  return read?.kind === 'read' ? read.bytes.toString('latin1') : Symbol(file);
}

/** Undefined if it does not exist; throws if it is in a closed folder. */
function infoOf(file: string): Stats | undefined {
  try {
    return lstatSync(file, { throwIfNoEntry: false });
  } catch (error) {
    if (codeOf(error) === 'EACCES') throw error;
    return rethrowShortage(error);
  }
}

async function filesBelow(folder: string, name: string): Promise<string[]> {
  const info = infoOf(join(folder, name));
  if (info === undefined) return [];
  if (!info.isDirectory()) return [name];
  const inside = await readdir(join(folder, name));
  return (await Promise.all(inside.map((it) => filesBelow(folder, `${name}/${it}`)))).flat();
}

/** About ten thousand files: from there on, two git processes in parallel are faster than one. */
const LARGE_INDEX = 1024 * 1024;

export const isGits = (name: string): boolean => name === '.git';

/** Uses the sealed index without writing to it. */
async function look(place: WorkTree, signal: AbortSignal | undefined): Promise<FirstLook> {
  const others = ['--others', '--exclude-standard'];
  if (await isAsIndexed(place.workTree, join(place.gitDir, 'index'), { skips: isGits })) return 'untouched';
  const differences = ['diff-files', '-z', '--raw', '--no-renames', '--ignore-submodules=all'];
  const isSmall = (await lstat(join(place.gitDir, 'index'))).size < LARGE_INDEX;
  const looks = isSmall ? [['ls-files', '-z', '--modified', '--deleted', ...others]] : [differences, ['ls-files', '-z', ...others]];
  const seen = await Promise.all(looks.map((args) => git(place, args, { signal })));
  if (seen.some(({ stderr }) => stderr !== '')) return 'closed';
  return seen.every(({ stdout }) => stdout.length === 0) ? 'untouched' : 'touched';
}

async function touchedFiles(place: WorkTree, index: Index, signal: AbortSignal | undefined): Promise<RawPath[]> {
  const options = { env: index.env, signal };
  const differences = () => git(place, ['diff-files', '-z', '--raw', '--no-abbrev', '--no-renames', '--ignore-submodules=all'], options);
  const [first, untracked] = await Promise.all([differences(), git(place, ['ls-files', '-z', '--others', '--exclude-standard'], options)]);
  let diff = first;
  if (first.stdout.length > 0) {
    // A file that was only touched, or rewritten with the same content, is unchanged.
    await git(place, ['update-index', '-q', '--really-refresh'], { ...options, accept: [0, 1] });
    diff = await differences();
  }
  const changed = parseRawDiff(diff.stdout, 'latin1').flatMap((it) => it.changes.map((change) => change.path));
  return [...new Set([...changed, ...rawPaths(untracked.stdout), ...notLookedAt(untracked.stderr)])];
}

/** Paths that git could not examine, such as folders nested too deeply for a path; shortened for people. */
function notLookedAt(said: string): RawPath[] {
  const folders = [...said.matchAll(/could not open directory '([^\n]{1,255}\/)/g)].map(([, path = '']) => path);
  return folders.map((path) => Buffer.from(path).toString('latin1'));
}

/** Git does not look where we left out a link, so we do. */
export async function madeAfterAll(path: string, { unlinked }: Pick<Seal, 'unlinked'>): Promise<RawPath[]> {
  const made: RawPath[] = [];
  for (const link of unlinked) if (await lstat(pathIn(path, link)).catch(() => undefined)) made.push(link);
  return made;
}

async function fitting(root: string, touched: readonly RawPath[]): Promise<RawPath[]> {
  const fit: RawPath[] = [];
  let total = 0;
  for (const path of touched) {
    // A repository inside the checkout: only its folder is named.
    if (path.endsWith('/')) continue;
    const { bytes, problem } = await lookAt(root, path);
    if (problem === 'not readable' || problem === 'not a regular file' || total + bytes > PATCH_BYTES) continue;
    total += bytes;
    fit.push(path);
  }
  return fit;
}

async function patchOf(place: WorkTree, commit: string, index: Index, fit: RawPath[], signal: AbortSignal | undefined): Promise<Buffer> {
  const format = [
    '--patch',
    '--binary',
    '--full-index',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    '--no-color',
    '--src-prefix=a/',
    '--dst-prefix=b/',
  ];
  try {
    await index.take(fit);
    return (await git(place, ['diff-tree', '-r', ...format, commit, await index.writeTree()], { signal, maxBytes: 4 * PATCH_BYTES }))
      .stdout;
  } catch (error) {
    // If no patch can be made, for instance because the base is gone, the change is still reported.
    if (!(error instanceof MusterError) || isShortage(error)) throw error;
    return Buffer.from(`There is no patch: ${error.message}\n`);
  }
}

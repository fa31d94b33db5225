// Makes a disposable checkout: a repository without remotes, hooks or filters that borrows the base's objects. Beside it is a
// *seal*, a git directory of ours with the original index, with which the checkout is examined later.

import { copyFile, mkdir, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Base } from '../../../contracts/run/base.ts';
import { codeOf, exists } from '../../files.ts';
import { makeFolders } from '../../folders/make-folders.ts';
import { rethrowShortage } from '../../shortage.ts';
import type { RawPath } from '../capture/snapshot.ts';
import { AS_IT_IS, alternates } from '../git/bare.ts';
import { gitText, type WorkTree } from '../git/git.ts';
import { makeFiles } from '../git/make-files.ts';
import { configIn } from '../git/plain-config.ts';
import type { KeptTrees } from './kept/kept-trees.ts';
import { updateTree } from './kept/update-tree.ts';
import { oneIndex } from './one-index.ts';
import { type Committed, isOdd, oddEntries, prepareIndex } from './prepare-index.ts';
import { reflink, type Sealed } from './reflink/reflink.ts';
import { removeTree } from './remove-tree.ts';

export const sealOf = (path: string): string => `${path}.seal`;
export const SEAL_FILE = 'seal.json';
/** Where the seal keeps the original files of the worker's git directory. */
export const SEALED = 'sealed';
/** The files of a worker's git directory that determine what git does there. */
export const SEALED_FILES = ['HEAD', 'config', 'shallow', 'info/attributes', 'objects/info/alternates'] as const;

export type Seal = {
  v: 1;
  commit: string;
  /** Links out of the tree, which were not created: bytes in latin1, because not every name is UTF-8. */
  unlinked: readonly RawPath[];
};

/** A worker's git reads the user's settings too; here, they must not start any program. */
const CONFIG = `
	hooksPath = /dev/null
	fsmonitor = false
	logAllRefUpdates = true
[advice]
	detachedHead = false
[gc]
	auto = 0
[maintenance]
	auto = false
[commit]
	gpgSign = false
[tag]
	gpgSign = false
[push]
	default = nothing
[submodule]
	recurse = false
[filter "lfs"]
	clean =
	smudge =
	process =
	required = false
`;

type Source = { objects: string; format: string; shallow: string | undefined };

type CheckoutOptions = {
  signal?: AbortSignal | undefined;
  /** Another checkout of the same commit, whose unchanged files it may share. */
  like?: string | undefined;
  /** Which conversions git applies to file contents. */
  attributes?: string;
  /** A checkout that an earlier run left there is brought up to date, which takes a fraction of the time. */
  kept?: KeptTrees | undefined;
};

/** Built beside its final path and renamed: a crash leaves nothing that looks finished. */
export async function makeCheckout(base: Committed, path: string, how: CheckoutOptions = {}): Promise<void> {
  const { attributes = AS_IT_IS, kept } = how;
  const making = `${path}.making`;
  const [seal, own] = [sealOf(making), join(making, '.git')];
  const [source] = await Promise.all([sourceOf(base), removeTree(making), removeTree(seal), makeFolders(dirname(path))]);

  await makeRepository(seal, base.commit, source, attributes);
  const isThere = kept !== undefined && (await fromKept(base, making, kept, how.signal));
  if (!isThere) await mkdir(making, { mode: 0o700 });
  // Git fills the tree through the seal, independently of the worker's repository; if one fails, wait for the other.
  const filling = isThere ? Promise.resolve([]) : fill({ gitDir: seal, workTree: making }, base, source, how);
  const beside = makeRepository(own, base.commit, source, attributes).then(() => keepSealed(own, join(seal, SEALED)));
  await Promise.allSettled([filling, beside]);
  const [unlinked] = await Promise.all([filling, beside]);
  await copyFile(join(seal, 'index'), join(own, 'index'));
  await writeFile(join(seal, SEAL_FILE), JSON.stringify({ v: 1, commit: base.commit, unlinked } satisfies Seal));

  await removeTree(sealOf(path));
  await rename(seal, sealOf(path));
  await rename(making, path);
  if (kept && !isOdd(await oddEntries(base, how.signal))) kept.made(path, base, join(sealOf(path), 'index'));
}

/** False if there is none, or if it cannot be trusted; then a new one is made. */
async function fromKept(base: Committed, making: string, kept: KeptTrees, signal: AbortSignal | undefined): Promise<boolean> {
  const place = { gitDir: sealOf(making), workTree: making };
  const index = join(place.gitDir, 'index');
  const taken = await kept.take(base.gitDir, { tree: making, index });
  if (!taken) return false;
  try {
    if (await updateTree(place, { from: taken.commit, to: base, discard: kept.discard }, signal)) return true;
  } catch (error) {
    // It is checked again when it is taken the next time.
    if (signal?.aborted) await kept.giveBack(base.gitDir, { tree: making, seal: place.gitDir });
    signal?.throwIfAborted();
    rethrowShortage(error);
  }
  await Promise.all([kept.discard(making), rm(index, { force: true })]);
  return false;
}

/** Returns the links that were left out. */
async function fill(place: WorkTree, base: Committed, source: Source, { like, signal }: CheckoutOptions): Promise<readonly RawPath[]> {
  const index = join(place.gitDir, 'index');
  const unlinked = await oneIndex(`${base.gitDir} ${base.commit}`, index, () => prepareIndex(place, base, signal));
  if (like !== undefined) await reflink(sealedTree(like), place, source.format, signal);
  await makeFiles(place, ['checkout-index', '--all', '--force', '--index', '--quiet'], { signal });
  return unlinked;
}

const sealedTree = (path: string): Sealed => ({ gitDir: sealOf(path), workTree: path, sealedBy: join(sealOf(path), SEAL_FILE) });

/** All seats of a run ask at the same time; one answer serves them all. */
const asked = new Map<string, Promise<Source>>();

function sourceOf({ gitDir }: Pick<Base, 'gitDir'>): Promise<Source> {
  const asking = asked.get(gitDir) ?? askForSource(gitDir).finally(() => asked.delete(gitDir));
  asked.set(gitDir, asking);
  return asking;
}

async function askForSource(gitDir: string): Promise<Source> {
  return (await plainSource(gitDir).catch(() => undefined)) ?? askGitForSource(gitDir);
}

/** A repository of bases is ours and has everything in its standard place. */
async function plainSource(gitDir: string): Promise<Source | undefined> {
  const config = configIn(gitDir);
  if (config?.get('core.repositoryformatversion') !== '0') return undefined;
  const [objects, shallow] = [await realpath(join(gitDir, 'objects')), join(await realpath(gitDir), 'shallow')];
  return { objects, format: 'sha1', shallow: (await exists(shallow)) ? shallow : undefined };
}

async function askGitForSource(gitDir: string): Promise<Source> {
  const ask = (...args: string[]) => gitText({ gitDir }, ['rev-parse', '--path-format=absolute', ...args]);
  const wanted = [['--git-path', 'objects'], ['--git-path', 'shallow'], ['--show-object-format']];
  let answers = (await ask(...wanted.flat())).split('\n');
  // A path can contain a newline, so each value needs a call of its own.
  if (answers.length !== wanted.length) answers = await Promise.all(wanted.map((it) => ask(...it)));
  const [objects = '', shallow = '', format = ''] = answers;
  return { objects, format, shallow: (await exists(shallow)) ? shallow : undefined };
}

/** The folders of a repository, parents first. */
const FOLDERS = [[''], ['objects', 'refs', 'info'], ['objects/info', 'objects/pack', 'refs/heads']];

/** Whether its objects can be read shows when its tree is read. */
async function makeRepository(gitDir: string, commit: string, source: Source, attributes: string): Promise<void> {
  for (const row of FOLDERS) await Promise.all(row.map((it) => mkdir(join(gitDir, it), { mode: 0o700 })));
  const sha256 = source.format === 'sha256';
  const extensions = sha256 ? '[extensions]\n\tobjectFormat = sha256\n' : '';
  await Promise.all([
    writeFile(join(gitDir, 'config'), `${extensions}[core]\n\trepositoryFormatVersion = ${sha256 ? 1 : 0}\n\tbare = false${CONFIG}`),
    writeFile(join(gitDir, 'objects/info/alternates'), alternates([source.objects])),
    writeFile(join(gitDir, 'info/attributes'), attributes),
    ...(source.shallow === undefined ? [] : [copyFile(source.shallow, join(gitDir, 'shallow'))]),
    writeFile(join(gitDir, 'HEAD'), `${commit}\n`),
  ]);
}

async function keepSealed(gitDir: string, into: string): Promise<void> {
  for (const folder of new Set(SEALED_FILES.map((name) => dirname(join(into, name))))) await makeFolders(folder);
  const keep = (name: string) =>
    copyFile(join(gitDir, name), join(into, name)).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
    });
  await Promise.all(SEALED_FILES.map(keep));
}

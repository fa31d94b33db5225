// Makes a disposable checkout: a repository without remotes, hooks or filters that borrows the base's objects. Beside it is a
// *seal*, a git directory of ours with the original index, with which the checkout is examined later.

import { copyFile, mkdir, realpath, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import type { Base } from '../../../contracts/run/base.ts';
import { codeOf, exists } from '../../files.ts';
import { type RawPath, rawPaths } from '../capture/snapshot.ts';
import { AS_IT_IS, alternates } from '../git/bare.ts';
import { openBlobs } from '../git/blobs.ts';
import { git, gitText } from '../git/git.ts';
import { makeFiles } from '../git/make-files.ts';
import { configIn } from '../git/plain-config.ts';
import { escapes } from './escaping-links.ts';
import { oneIndex, type Prepared } from './one-index.ts';
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

/** The part of a base that a checkout needs. */
export type Committed = Pick<Base, 'gitDir' | 'commit'>;
type Place = { gitDir: string; workTree: string };
type Source = { objects: string; format: string; shallow: string | undefined };

type How = {
  signal?: AbortSignal | undefined;
  /** Another checkout of the same commit, whose unchanged files it may share. */
  like?: string | undefined;
  /** Which conversions git applies to file contents. */
  attributes?: string;
};

/** Built beside its final path and renamed: a crash leaves nothing that looks finished. */
export async function makeCheckout(base: Committed, path: string, { signal, like, attributes = AS_IT_IS }: How = {}): Promise<void> {
  const making = `${path}.making`;
  const [seal, own] = [sealOf(making), join(making, '.git')];
  const [source] = await Promise.all([sourceOf(base), removeTree(making), removeTree(seal), mkdir(dirname(path), { recursive: true })]);

  await Promise.all([makeRepository(seal, base.commit, source, attributes), mkdir(making, { mode: 0o700 })]);
  // Git fills the tree through the seal, independently of the worker's repository; if one fails, wait for the other.
  const filling = fill({ gitDir: seal, workTree: making }, base, source, { like, signal });
  const beside = makeRepository(own, base.commit, source, attributes).then(() => keepSealed(own, join(seal, SEALED)));
  await Promise.allSettled([filling, beside]);
  const [unlinked] = await Promise.all([filling, beside]);
  await copyFile(join(seal, 'index'), join(own, 'index'));
  await writeFile(join(seal, SEAL_FILE), JSON.stringify({ v: 1, commit: base.commit, unlinked } satisfies Seal));

  await removeTree(sealOf(path));
  await rename(seal, sealOf(path));
  await rename(making, path);
}

/** Returns the links that were left out. */
async function fill(place: Place, base: Committed, source: Source, { like, signal }: How): Promise<readonly RawPath[]> {
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

async function prepareIndex(place: Place, base: Committed, signal: AbortSignal | undefined): Promise<Prepared> {
  // If one fails, wait for the other.
  const [read, links] = await Promise.allSettled([readTree(place, base, signal), linksOut(base, signal)]);
  if (read.status === 'rejected') throw read.reason;
  if (links.status === 'rejected') throw links.reason;
  const unlinked = links.value;
  if (unlinked.length > 0) {
    const input = Buffer.from(unlinked.map((path) => `${path}\0`).join(''), 'latin1');
    await git(place, ['update-index', '--skip-worktree', '-z', '--stdin'], { input, signal });
  }
  return { unlinked, certain: linksKnown.has(base.commit) };
}

async function readTree(place: Place, base: Committed, signal: AbortSignal | undefined): Promise<void> {
  try {
    await git(place, ['read-tree', base.commit], { signal });
  } catch (error) {
    if (!(error instanceof MusterError) || !/invalid path/i.test(error.message)) throw error;
    await withoutInvalidPaths(place, base, signal);
  }
}

/**
 * A hand-made tree may contain paths that git never writes to a disk, such as `.git/config`. They are left out; the rest can be
 * reviewed.
 */
async function withoutInvalidPaths(place: Place, base: Committed, signal: AbortSignal | undefined): Promise<void> {
  await git(place, ['read-tree', '--empty'], { signal });
  const { stdout } = await git(place, ['ls-tree', '-r', '-z', '--full-tree', base.commit], { signal });
  for (const rows of batches(stdout.toString('latin1').split('\0').slice(0, -1).filter(isValidRow), 1000)) {
    const input = Buffer.from(rows.map((row) => `${row}\0`).join(''), 'latin1');
    await git(place, ['update-index', '-z', '--index-info'], { input, signal });
  }
}

/** By git's rules, including other spellings that macOS or Windows take for `.git`. */
function isValidRow(row: string): boolean {
  const names = Buffer.from(row.slice(row.indexOf('\t') + 1), 'latin1')
    .toString('utf8')
    .split(/[/\\]/)
    .map(asOthersSpell);
  if (row.startsWith('120000') && names.at(-1) === '.gitmodules') return false;
  return !names.some((name) => name === '' || /^\.{1,2}$/.test(name) || name === '.git' || name === 'git~1');
}

const asOthersSpell = (name: string): string =>
  name
    .replace(/[\p{Cf}\uFEFF]/gu, '')
    .replace(/:.*$/s, '')
    .replace(/(?<=[^. ])[. ]+$/, '')
    .toLowerCase();

function* batches<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

/** The content of a commit never changes, and all seats of a run have the same commit. */
const linksKnown = new Map<string, readonly RawPath[]>();
const MOST_KNOWN = 64;

async function linksOut(base: Committed, signal: AbortSignal | undefined): Promise<readonly RawPath[]> {
  const known = linksKnown.get(base.commit);
  if (known) return known;
  const { out, whole } = await findLinksOut(base, signal);
  if (linksKnown.size >= MOST_KNOWN) linksKnown.clear();
  // What could not be read here may be readable next time, or in another clone.
  if (whole) linksKnown.set(base.commit, out);
  return out;
}

async function findLinksOut({ gitDir, commit }: Committed, signal: AbortSignal | undefined): Promise<{ out: RawPath[]; whole: boolean }> {
  const blobs = openBlobs(gitDir, { signal, maxBytes: 65_536 });
  try {
    const { stdout } = await git({ gitDir }, ['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', commit], { signal });
    const out: RawPath[] = [];
    let whole = true;
    for (const row of rawPaths(stdout)) {
      const [, object = '', path = ''] = /^120000 blob ([0-9a-f]+)\t(.+)$/s.exec(row) ?? [];
      if (path === '') continue;
      const target = await blobs.read(object);
      if (target === undefined) whole = false;
      // A link whose target cannot be read is not created.
      if (escapes(path, target?.toString('latin1') ?? '')) out.push(path);
    }
    return { out, whole };
  } finally {
    await blobs.close();
  }
}

async function keepSealed(gitDir: string, into: string): Promise<void> {
  for (const folder of new Set(SEALED_FILES.map((name) => dirname(join(into, name))))) await mkdir(folder, { recursive: true });
  const keep = (name: string) =>
    copyFile(join(gitDir, name), join(into, name)).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
    });
  await Promise.all(SEALED_FILES.map(keep));
}

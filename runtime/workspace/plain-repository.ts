// Reads from its files where a repository keeps its parts and what its HEAD is: almost every repository is a `.git` folder with
// nothing uncommon in it. For any other it returns undefined, and git is asked.

import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { codeOf } from '../files.ts';
import { packedCommit } from './git/packed-commit.ts';
import { configIn, type PlainConfig } from './git/plain-config.ts';
import { plainFile } from './git/plain-file.ts';

type HeadIs = { tree: string; seconds: string };
/** Parts of a `Repository`, which project.ts describes. */
type Layout = Record<'root' | 'gitDir' | 'commonDir' | 'objects' | 'index' | 'shallow', string> & { format: 'sha1' };
type Plain = Layout & { head: string; headIs: HeadIs };

const NEEDED = ['HEAD', 'config', 'objects', 'refs'];
/** If any of these exists, the layout is not the usual one. */
const UNCOMMON = ['commondir', 'config.worktree', 'gitdir', 'reftable', 'shallow'];
/** Keys that change nothing here; any other key of the section may. */
const BOOLEAN = new Set(['filemode', 'bare', 'logallrefupdates', 'ignorecase', 'precomposeunicode', 'symlinks']);
const ANYTHING = new Set(['hookspath', 'editor']);
const COMMIT = /^tree ([0-9a-f]{40})\n(?:parent [0-9a-f]{40}\n)*author [^\n]*\ncommitter [^\n]* (\d{1,12}) [+-]\d{4}\n/;
const LARGEST = 1_000_000;
const LARGEST_REFS = 8_000_000;
const MOST_KNOWN = 64;

/** Cached answers of git about commits that are not read here: packs may have them as differences. */
const known = new Map<string, HeadIs>();

export function plainRepository(root: string): Plain | undefined {
  const gitDir = join(root, '.git');
  const layout = unlessOdd(() => layoutOf(root, gitDir));
  const head = layout && unlessOdd(() => headOf(gitDir));
  if (!layout || head === undefined) return undefined;
  const headIs = commitOf(layout.objects, head) ?? known.get(nameOf(layout.objects, head));
  return headIs && { ...layout, head, headIs };
}

/** Where its parts are, if nothing about the repository is unusual, not even how it treats files. */
export const plainLayout = (root: string): Layout | undefined => unlessOdd(() => layoutOf(root, join(root, '.git')));

function unlessOdd<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Valid while no pack is added or removed: then the commit is still there. */
export function keepHead({ objects, head, headIs }: { objects: string } & Partial<Plain>): void {
  if (head === undefined || headIs === undefined) return;
  const [oldest] = known.keys();
  if (oldest !== undefined && known.size >= MOST_KNOWN) known.delete(oldest);
  known.set(nameOf(objects, head), headIs);
}

function nameOf(objects: string, head: string): string {
  const packs = unlessOdd(() => statSync(join(objects, 'pack'), { bigint: true }));
  return `${head} ${packs?.dev}.${packs?.ino}.${packs?.ctimeNs} ${objects}`;
}

function layoutOf(root: string, gitDir: string): Layout | undefined {
  if (!lstatSync(gitDir).isDirectory()) return undefined;
  const [names, config] = [new Set(readdirSync(gitDir)), configIn(gitDir)];
  if (!config || !isCommon(config) || !NEEDED.every((it) => names.has(it)) || UNCOMMON.some((it) => names.has(it))) return undefined;
  const [objects, refs, index] = [join(gitDir, 'objects'), join(gitDir, 'refs'), join(gitDir, 'index')];
  if (!lstatSync(objects).isDirectory() || !lstatSync(refs).isDirectory()) return undefined;
  if (names.has('index') && !lstatSync(index).isFile()) return undefined;
  return { root, gitDir, commonDir: gitDir, objects, index, shallow: join(gitDir, 'shallow'), format: 'sha1' };
}

function isCommon(config: PlainConfig): boolean {
  if (config.get('core.repositoryformatversion') !== '0' || config.get('core.bare') === 'true') return false;
  const core = [...config].flatMap(([key, value]) => (key.startsWith('core.') ? [[key.slice('core.'.length), value] as const] : []));
  return core.every(
    ([key, value]) => key === 'repositoryformatversion' || ANYTHING.has(key) || (BOOLEAN.has(key) && /^(true|false)$/.test(value)),
  );
}

/** The full name of the branch that HEAD refers to; undefined if it refers to something else, or cannot be read. */
export const branchIn = (gitDir: string): string | undefined => unlessOdd(() => branchNamedIn(gitDir));

function branchNamedIn(gitDir: string): string | undefined {
  const file = join(gitDir, 'HEAD');
  if (!lstatSync(file).isFile()) return undefined;
  const [, ref] = /^ref: (refs\/heads\/[a-z0-9][\w./-]*)\n$/i.exec(plainFile(file, LARGEST)?.toString('utf8') ?? '') ?? [];
  return ref === undefined || /\.\.|\/\.|\/\/|\.lock(\/|$)|[./]$/.test(ref) ? undefined : ref;
}

function headOf(gitDir: string): string | undefined {
  const ref = branchIn(gitDir);
  if (ref === undefined) return undefined;
  // Only if there is no loose ref: a packed one may be older than a loose one that cannot be read.
  const loose = looseRef(join(gitDir, ref));
  if (loose !== undefined) return /^([0-9a-f]{40})\n$/.exec(loose)?.[1];
  const all = plainFile(join(gitDir, 'packed-refs'), LARGEST_REFS)?.toString('latin1') ?? '';
  const packed = all.split('\n').find((it) => it.slice(41) === ref);
  return packed === undefined ? undefined : /^([0-9a-f]{40}) /.exec(packed)?.[1];
}

/** Undefined if there is none. */
function looseRef(file: string): string | undefined {
  try {
    return plainFile(file, LARGEST)?.toString('latin1') ?? '';
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    return undefined;
  }
}

/** By the digest of its content it is the commit of that name, or it is none. */
function commitOf(objects: string, head: string): HeadIs | undefined {
  const bytes = unlessOdd(() => looseObject(objects, head)) ?? unlessOdd(() => packedObject(objects, head));
  if (!bytes || createHash('sha1').update(bytes).digest('hex') !== head) return undefined;
  const text = bytes.toString('latin1');
  const [, tree, seconds] = (text.startsWith('commit ') && COMMIT.exec(text.slice(text.indexOf('\0') + 1))) || [];
  return tree === undefined || seconds === undefined ? undefined : { tree, seconds };
}

function looseObject(objects: string, name: string): Buffer | undefined {
  const file = plainFile(join(objects, name.slice(0, 2), name.slice(2)), LARGEST);
  return file && inflateSync(file, { maxOutputLength: LARGEST });
}

function packedObject(objects: string, name: string): Buffer | undefined {
  const content = packedCommit(objects, name);
  return content && Buffer.concat([Buffer.from(`commit ${content.length}\0`), content]);
}

// Turns files of a working tree into a tree object, through an index of our own: the user's stays as it is. Names are kept as bytes
// (in latin1 strings), because not every name is UTF-8.

import { copyFile, lstat, stat, utimes } from 'node:fs/promises';
import { type GitPlace, git, gitText, type Setting } from '../git/git.ts';

export type RawPath = string;

export const rawPaths = (output: Buffer): RawPath[] => output.toString('latin1').split('\0').slice(0, -1);
export const shownPath = (path: RawPath): string => Buffer.from(path, 'latin1').toString('utf8');
export const bytesOf = (path: RawPath): Buffer => Buffer.from(path, 'latin1');
/** Its path on the disk. */
export const pathIn = (root: string, path: RawPath): Buffer => Buffer.concat([Buffer.from(`${root}/`), bytesOf(path)]);

export type Index = {
  /** Environment with which git uses this index. */
  env: Readonly<Record<string, string>>;
  /** Updates paths from the working tree: new, changed or deleted. */
  take(paths: readonly RawPath[]): Promise<void>;
  /** Removes paths, whether or not they exist. */
  drop(paths: readonly RawPath[]): Promise<void>;
  writeTree(): Promise<string>;
};

export type IndexOptions = { config: readonly Setting[]; env?: Readonly<Record<string, string>>; signal?: AbortSignal | undefined };

/** An index in a file of our own. */
export function indexAt(place: GitPlace & object, file: string, options: IndexOptions): Index {
  const env = { ...options.env, GIT_INDEX_FILE: file };
  const feed = async (args: readonly string[], paths: readonly RawPath[]) => {
    if (paths.length === 0) return;
    const input = Buffer.from(paths.map((path) => `${path}\0`).join(''), 'latin1');
    await git(place, ['update-index', ...args, '-z', '--stdin'], { ...options, env, input });
  };
  return {
    env,
    async take(paths) {
      const links = await linkedFolders(place.workTree, paths);
      const gone = (path: RawPath): boolean => links.size > 0 && foldersOf(path).some((it) => links.has(it));
      await feed(
        ['--force-remove'],
        paths.filter((path) => gone(path)),
      );
      await feed(
        ['--add', '--remove', '--replace'],
        paths.filter((path) => !gone(path)),
      );
    },
    drop: (paths) => feed(['--force-remove'], paths),
    writeTree: () => gitText(place, ['write-tree'], { ...options, env }),
  };
}

const foldersOf = (path: RawPath): string[] => [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index));

/** Folders of these files that are links now: git refuses to look through them, and what was in such a folder is removed. */
async function linkedFolders(root: string | undefined, paths: readonly RawPath[]): Promise<ReadonlySet<string>> {
  if (root === undefined) return new Set();
  const folders = [...new Set(paths.flatMap(foldersOf))];
  const links = new Set<string>();
  for (const folder of folders) {
    const is = await lstat(pathIn(root, folder)).catch(() => undefined);
    if (is?.isSymbolicLink()) links.add(folder);
  }
  return links;
}

/** Git rechecks files that are as new as the index, so the copy must not look newer than the original. */
export async function copyIndex(original: string, copy: string): Promise<void> {
  const before = await stat(original).catch(() => undefined);
  if (before === undefined) return;
  await copyFile(original, copy);
  const seconds = Math.floor(before.mtimeMs / 1000);
  await utimes(copy, seconds, seconds);
}

const AUTHOR = 'muster';
/** Distinguishes a capture from an ordinary commit. */
export const AUTHOR_EMAIL = `${AUTHOR}@localhost`;

/** Author, date and message are fixed, so that equal trees on equal parents give the same commit. */
export async function commitTree(
  place: GitPlace,
  commit: { tree: string; parent?: string | undefined; seconds: string; message: string },
  options: Pick<IndexOptions, 'env' | 'signal'> = {},
): Promise<string> {
  const who = { NAME: AUTHOR, EMAIL: AUTHOR_EMAIL, DATE: `@${commit.seconds} +0000` };
  const env = Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((role) => Object.entries(who).map(([key, value]) => [`GIT_${role}_${key}`, value])),
  );
  const parents = commit.parent === undefined ? [] : ['-p', commit.parent];
  return gitText(place, ['commit-tree', ...parents, commit.tree], { ...options, env: { ...options.env, ...env }, input: commit.message });
}

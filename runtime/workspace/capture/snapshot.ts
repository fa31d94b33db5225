// Files of a working tree made into a tree object, by way of an index of our own: whatever the user has in
// theirs stays as it is. Names are kept as bytes (in latin1 strings), because not every name is UTF-8.

import { copyFile, mkdir, mkdtemp, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { type GitPlace, git, gitText, type Setting } from '../git/git.ts';

export type RawPath = string;

export const rawPaths = (output: Buffer): RawPath[] => output.toString('latin1').split('\0').slice(0, -1);
export const shownPath = (path: RawPath): string => Buffer.from(path, 'latin1').toString('utf8');
export const bytesOf = (path: RawPath): Buffer => Buffer.from(path, 'latin1');

export type Index = {
  /** Runs git with this index. */
  env: Readonly<Record<string, string>>;
  /** Takes paths as they are in the working tree: new, changed or gone. */
  take(paths: readonly RawPath[]): Promise<void>;
  /** Takes paths out, whether or not they exist. */
  drop(paths: readonly RawPath[]): Promise<void>;
  writeTree(): Promise<string>;
};

/** Lends an index that begins as a copy of `original`, or empty, in a folder of its own under `scratch`, and is gone afterwards. */
export async function withIndex<Done>(
  place: GitPlace & object,
  original: string | undefined,
  options: { config: readonly Setting[]; scratch: string; signal?: AbortSignal | undefined },
  work: (index: Index) => Promise<Done>,
): Promise<Done> {
  await mkdir(options.scratch, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(options.scratch, 'index-'));
  try {
    const file = join(folder, 'index');
    if (original !== undefined) await copyIndex(original, file);
    const env = { GIT_INDEX_FILE: file };
    const feed = async (args: readonly string[], paths: readonly RawPath[]) => {
      if (paths.length === 0) return;
      const input = Buffer.from(paths.map((path) => `${path}\0`).join(''), 'latin1');
      await git(place, ['update-index', ...args, '-z', '--stdin'], { ...options, env, input });
    };
    return await work({
      env,
      take: (paths) => feed(['--add', '--remove', '--replace'], paths),
      drop: (paths) => feed(['--force-remove'], paths),
      writeTree: () => gitText(place, ['write-tree'], { ...options, env }),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Git takes a file for changed when it is as young as the index; the copy must not look younger than the original. */
async function copyIndex(original: string, copy: string): Promise<void> {
  const before = await stat(original).catch(() => undefined);
  if (before === undefined) return;
  await copyFile(original, copy);
  const seconds = Math.floor(before.mtimeMs / 1000);
  await utimes(copy, seconds, seconds);
}

const AUTHOR = 'muster';
/** By this a capture is told from a commit that somebody made. */
export const AUTHOR_EMAIL = `${AUTHOR}@localhost`;

/** Author, date and message are fixed, so that equal trees on equal parents are the same commit. */
export async function commitTree(
  place: GitPlace,
  commit: { tree: string; parent?: string | undefined; seconds: string; message: string },
  signal?: AbortSignal,
): Promise<string> {
  const who = { NAME: AUTHOR, EMAIL: AUTHOR_EMAIL, DATE: `@${commit.seconds} +0000` };
  const env = Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((role) => Object.entries(who).map(([key, value]) => [`GIT_${role}_${key}`, value])),
  );
  const parents = commit.parent === undefined ? [] : ['-p', commit.parent];
  return gitText(place, ['commit-tree', ...parents, commit.tree], { env, input: commit.message, signal });
}

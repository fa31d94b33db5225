// Takes back what a failed fast-forward has written into a checkout. Git changes the files one by one and stops at the first that it
// cannot write, for example on a full disk. The caller has made sure that before, all of them were as committed, or absent.

import { lstat, readFile, readlink, rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { shownPath } from '../capture/snapshot.ts';
import { git, type WorkTree } from '../git/git.ts';
import { parseRawDiff } from '../git/raw-diff.ts';
import type { Repository } from '../project.ts';
import { rawChanges } from '../stages/changes.ts';
import { uncommitted } from './checkout-state.ts';

/** Gives the paths that could not be put back. What git has not written itself stays as it is, and is among them. */
export async function takeBack(project: Repository, tip: string): Promise<string[]> {
  const { gitDir, root } = project;
  const place = { gitDir, workTree: root };
  const changes = (await rawChanges(gitDir, 'HEAD', tip)).map(({ path, status }) => ({ path: shownPath(path), isNew: status === 'A' }));
  if (await isIndexMoved(place, tip, new Set(changes.map((it) => it.path))))
    await git(place, ['read-tree', '-m', '-u', tip, 'HEAD'], { accept: [0, 1, 128], usersConfig: true });
  // New files first: one may be where a folder was.
  for (const { path, isNew } of changes) if (isNew && (await isWrittenByGit(project, tip, path))) await removeNew(root, path);
  const written: string[] = [];
  for (const { path, isNew } of changes) if (!isNew && (await isWrittenByGit(project, tip, path))) written.push(path);
  const input = written.map((path) => `${path}\0`).join('');
  await git(place, ['checkout-index', '--force', '-z', '--stdin'], { input, accept: [0, 1, 128], usersConfig: true });
  const committed = changes.filter((it) => !it.isNew).map((it) => it.path);
  const changed = committed.length === 0 ? [] : await uncommitted(project, committed);
  const stay: string[] = [];
  for (const { path, isNew } of changes) if (isNew && (await isThere(join(root, path)))) stay.push(path);
  return [...changed, ...stay];
}

/** Git writes the files, then the index, and moves the branch last; a lock on the branch may stop it there. */
async function isIndexMoved(place: WorkTree, tip: string, paths: ReadonlySet<string>): Promise<boolean> {
  const { stdout } = await git(place, ['diff-index', '--cached', '--raw', '-z', '--no-abbrev', '--no-renames', tip]);
  return !parseRawDiff(stdout, 'latin1').some((it) => it.changes.some(({ path }) => paths.has(shownPath(path))));
}

/** It is gone, or has the beginning of what the commit has there. */
async function isWrittenByGit({ gitDir, root }: Repository, tip: string, path: string): Promise<boolean> {
  const place = join(root, path);
  const info = await lstat(place).catch(() => undefined);
  if (!info) return true;
  const { stdout, code } = await git({ gitDir }, ['cat-file', 'blob', `${tip}:${path}`], { accept: [0, 128] });
  if (code !== 0) return false;
  if (info.isSymbolicLink()) return (await readlink(place)) === stdout.toString('utf8');
  if (!info.isFile() || info.size > stdout.length) return false;
  return stdout.subarray(0, info.size).equals(await readFile(place));
}

async function removeNew(root: string, path: string): Promise<void> {
  try {
    await unlink(join(root, path));
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) await rmdir(join(root, folder));
  } catch {
    // It was never written, or a folder has other files. What stays is listed by the caller.
  }
}

/** A folder is none of the new files: it was there before. */
const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    (info) => !info.isDirectory(),
    () => false,
  );

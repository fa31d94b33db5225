// Takes back what a failed fast-forward has written into a checkout. Git changes the files one by one and stops at the first that it
// cannot write, for example on a full disk. The caller has made sure that before, all of them were as committed, or absent.

import { lstat, readFile, readlink, rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { shownPath } from '../capture/snapshot.ts';
import { git } from '../git/git.ts';
import type { Repository } from '../project.ts';
import { rawChanges } from '../stages/changes.ts';
import { uncommitted } from './checkout-state.ts';

/** Gives the paths that could not be put back. What git has not written itself stays as it is, and is among them. */
export async function takeBack(project: Repository, tip: string): Promise<string[]> {
  const { gitDir, root } = project;
  const changes = (await rawChanges(gitDir, 'HEAD', tip)).map(({ path, status }) => ({ path: shownPath(path), isNew: status === 'A' }));
  const written: string[] = [];
  for (const { path, isNew } of changes) {
    if (!(await isWrittenByGit(project, tip, path))) continue;
    if (isNew) await removeNew(root, path);
    else written.push(path);
  }
  const input = written.map((path) => `${path}\0`).join('');
  await git({ gitDir, workTree: root }, ['checkout-index', '--force', '-z', '--stdin'], { input, accept: [0, 1, 128], usersConfig: true });
  const committed = changes.filter((it) => !it.isNew).map((it) => it.path);
  const changed = committed.length === 0 ? [] : await uncommitted(project, committed);
  const stay: string[] = [];
  for (const { path, isNew } of changes) if (isNew && (await isThere(join(root, path)))) stay.push(path);
  return [...changed, ...stay];
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

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

// What prevents us from moving the branch of a person's checkout: an operation in progress, uncommitted changes, or files where new
// ones would be written.

import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exists } from '../../files.ts';
import { shownPath } from '../capture/snapshot.ts';
import { git } from '../git/git.ts';
import type { Repository } from '../project.ts';
import { rawChanges } from '../stages/changes.ts';

/** Files in a git directory, and the operation that is in progress while one exists. */
const UNDER_WAY: readonly (readonly [file: string, what: string])[] = [
  ['rebase-apply/applying', 'git am'],
  ['rebase-apply', 'git rebase'],
  ['rebase-merge', 'git rebase'],
  ['MERGE_HEAD', 'git merge'],
  ['CHERRY_PICK_HEAD', 'git cherry-pick'],
  ['REVERT_HEAD', 'git revert'],
  ['sequencer', 'git cherry-pick or git revert'],
  ['BISECT_LOG', 'git bisect'],
];

export async function underWay({ gitDir }: Repository): Promise<string | undefined> {
  for (const [file, what] of UNDER_WAY) if (await exists(join(gitDir, file))) return what;
  return undefined;
}

/** Those of the paths whose content is in no commit: changed in the index or in the working tree. */
export async function uncommitted({ gitDir, root }: Repository, paths: readonly string[]): Promise<string[]> {
  const place = { gitDir, workTree: root };
  const options = ['--name-only', '-z', '--no-renames', '--no-ext-diff', '--ignore-submodules=all'];
  const changed = new Set<string>();
  for (const some of asked(paths))
    for (const where of [[], ['--cached']]) {
      const { stdout } = await git(place, ['diff', ...where, ...options, 'HEAD', '--', ...some], { usersConfig: true });
      for (const path of stdout.toString('utf8').split('\0')) changed.add(path);
    }
  return paths.filter((path) => changed.has(path));
}

const AT_ONCE = 200;

/** Only these paths, because another file may go through a filter of theirs that cannot run. No path at all means all files. */
function asked(paths: readonly string[]): (readonly string[])[] {
  if (paths.length === 0) return [];
  // A name that is not UTF-8 cannot be passed as text.
  if (paths.some((path) => path.includes('\uFFFD'))) return [[]];
  return Array.from({ length: Math.ceil(paths.length / AT_ONCE) }, (_, at) => paths.slice(at * AT_ONCE, (at + 1) * AT_ONCE));
}

/** Uncommitted files, including ignored ones, at paths where the commit adds a file. */
export async function inTheWay({ root }: Repository, gitDir: string, from: string, to: string): Promise<string[]> {
  const changes = await rawChanges(gitDir, from, to);
  const added = changes.filter((it) => it.status === 'A').map((it) => shownPath(it.path));
  const gone = new Set(changes.filter((it) => it.status === 'D').map((it) => shownPath(it.path)));
  const found = new Set<string>();
  for (const path of added) {
    if (await lstat(join(root, path)).catch(() => undefined)) found.add(path);
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
      const info = await lstat(join(root, folder)).catch(() => undefined);
      if (info && !info.isDirectory() && !gone.has(folder)) found.add(folder);
    }
  }
  // A folder of tracked files that are removed is no collision; git itself checks what else is in it.
  return [...found].filter((path) => ![...gone].some((it) => it.startsWith(`${path}/`)));
}

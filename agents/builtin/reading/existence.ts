// Whether a path exists for people who follow it: in the tree, behind a symbolic link or in a submodule, or as something that git
// ignores because a build makes it.

import type { Repository } from '../rule.ts';
import { isIgnored } from './ignored.ts';

export type Existence = 'there' | 'elsewhere' | 'ignored' | 'missing';

/** `elsewhere`: below a submodule or a linked folder, which this tree cannot see. */
export async function existence(repo: Repository, path: string): Promise<Existence> {
  if (path === '' || repo.has(path) || repo.hasFolder(path)) return 'there';
  const modes = modesOf(repo);
  for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
    const mode = modes.get(path.slice(0, at));
    if (mode === '120000' || mode === '160000') return 'elsewhere';
  }
  return (await isIgnored(repo, path)) || (await isIgnored(repo, path, { folder: true })) ? 'ignored' : 'missing';
}

/** The same path in another case, as a case-insensitive file system would find it. */
export function otherCase(repo: Repository, path: string): string | undefined {
  const lower = path.toLowerCase();
  return repo.files.find((file) => file.path.length === path.length && file.path.toLowerCase() === lower)?.path;
}

/** Whether some folder of the tree contains this relative path. */
export function existsSomewhere(repo: Repository, relative: string): boolean {
  const tail = relative.replace(/^(\.\/|\/)+/, '').replace(/\/+$/, '');
  if (tail === '') return true;
  return (
    repo.has(tail) || repo.hasFolder(tail) || repo.files.some((file) => file.path.endsWith(`/${tail}`) || file.path.includes(`/${tail}/`))
  );
}

/** The file that a range removed: this path, or one below it. */
export function takenAway(repo: Repository, path: string): string | undefined {
  const removed = repo.change?.removed;
  if (removed === undefined) return undefined;
  return removed.has(path) ? path : [...removed].find((gone) => gone.startsWith(`${path}/`));
}

const modes = new WeakMap<Repository, ReadonlyMap<string, string>>();

function modesOf(repo: Repository): ReadonlyMap<string, string> {
  let known = modes.get(repo);
  if (!known) {
    known = new Map(repo.files.filter((file) => !file.mode.startsWith('100')).map((file) => [file.path, file.mode]));
    modes.set(repo, known);
  }
  return known;
}

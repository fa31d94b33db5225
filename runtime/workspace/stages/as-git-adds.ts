// Work is committed as the project's own `git add` would do it: line endings follow its attributes, or the files would look changed
// right after a checkout. What would go through a filter is refused, because a filter is a program.

import { lstat, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathIn, type RawPath, rawPaths, shownPath } from '../capture/snapshot.ts';
import { makeBare, type ObjectFormat, objectsOf } from '../git/bare.ts';
import { filteredPaths } from '../git/filters.ts';
import { type GitPlace, git, gitText, type WorkTree } from '../git/git.ts';

/** Only line endings: files with an encoding or `$Id$` are in the workplace as they are in the repository. */
const LINES_ONLY = '* -ident -working-tree-encoding\n';

/** A repository of our own over a workplace. It defines no filter, so none runs. */
export async function addingPlace(at: string, of: { path: string; gitDir: string; format: ObjectFormat }): Promise<WorkTree> {
  await makeBare(at, of.format, { borrows: [objectsOf(of.gitDir)] });
  await writeFile(join(at, 'info', 'attributes'), LINES_ONLY);
  return { gitDir: at, workTree: of.path };
}

/** Files to be added that would have to go through a filter first. What is already in the base has been through it. */
export async function filteredProblems(
  place: GitPlace & { workTree: string },
  paths: readonly RawPath[],
  base: string,
  env: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<string[]> {
  const filtered = await filteredPaths(place, paths, { env, signal });
  if (filtered.size === 0) return [];
  const { stdout } = await git(place, ['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', base], { env, signal });
  const known = new Set(rawPaths(stdout).map((row) => row.split(/[ \t]/, 3)[2]));
  const problems: string[] = [];
  for (const [path, filter] of filtered) {
    const file = pathIn(place.workTree, path);
    // A link's target goes through no filter, and the file it points to is not part of the work.
    if (!(await lstat(file).catch(() => undefined))?.isFile()) continue;
    const input = await readFile(file);
    if (known.has(await gitText(place, ['hash-object', '--stdin'], { input, env, signal }))) continue;
    problems.push(`${shownPath(path)} goes through the filter ${shownPath(filter)}, a program that is not run.`);
  }
  return problems;
}

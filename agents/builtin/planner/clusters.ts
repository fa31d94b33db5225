// Findings that belong together because mending them touches a file in common; each group has files of its own, so
// that the stages made of different groups can run at the same time.

import { isProgram } from '../reading/language.ts';
import { baseName, extensionOf, folderOf, isDocs, isFixture, isTest } from '../reading/paths.ts';
import type { Repository } from '../rule.ts';
import { filesOf, type Held } from './held.ts';

/** One finding with the files that mending it touches, its tests among them. */
export type Mending = { held: Held; files: readonly string[]; tests: readonly string[] };

export function mendingOf(repo: Repository, held: Held, tested: boolean): Mending {
  const files = filesOf(repo, held);
  const tests = tested ? [...new Set(files.filter(isCode).flatMap((path) => testFor(repo, path)))] : [];
  return { held, files: [...new Set([...files, ...tests])], tests };
}

/** Groups in the order of their first finding. */
export function clusters(mendings: readonly Mending[]): Mending[][] {
  const parent = mendings.map((_, at) => at);
  const root = (at: number): number => {
    let top = at;
    while (parent[top] !== top) top = parent[top] ?? top;
    return top;
  };
  const firstWith = new Map<string, number>();
  mendings.forEach(({ files }, at) => {
    for (const file of files) {
      // Some file systems take `README` and `readme` for one file.
      const key = file.normalize('NFC').toLowerCase();
      const other = firstWith.get(key);
      if (other === undefined) firstWith.set(key, at);
      else parent[Math.max(root(at), root(other))] = Math.min(root(at), root(other));
    }
  });
  return [...Map.groupBy(mendings, (it) => root(mendings.indexOf(it))).values()];
}

export const isCode = (path: string): boolean => (isProgram(path) && !isDocs(path)) || isTest(path);

/** Where a test of a file stands, or would stand by the habit of this project; nothing where it has none in this language. */
function testFor(repo: Repository, path: string): string[] {
  if (isTest(path)) return [path];
  const ending = extensionOf(path);
  const name = stem(path);
  const tests = repo.files.map((it) => it.path).filter((it) => extensionOf(it) === ending && isTestFile(it));
  const own = tests.find((it) => stem(it) === name && folderOf(it) === folderOf(path)) ?? tests.find((it) => stem(it) === name);
  if (own !== undefined) return [own];
  const habit = tests[0];
  if (habit === undefined) return [];
  const called = baseName(habit).replace(stem(habit), () => name);
  const apart = folderOf(habit) !== '' && isTest(`${folderOf(habit)}/x`);
  const folder = apart ? folderOf(habit) : folderOf(path);
  return [folder === '' ? called : `${folder}/${called}`];
}

const MARKED = /^test_|[._-](?:test|spec)s?(?=\.\w+$)|_test(?=\.\w+$)/i;

/** A test by its own name, not a helper beside tests. */
const isTestFile = (path: string): boolean => isTest(path) && !isFixture(path) && MARKED.test(baseName(path));

/** `tides` of `src/tides.js` and of `test/tides.test.js`. */
function stem(path: string): string {
  const name = baseName(path);
  const bare = name.replace(MARKED, '');
  const dot = bare.lastIndexOf('.');
  return dot <= 0 ? bare : bare.slice(0, dot);
}

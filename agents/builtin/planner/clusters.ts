// Groups findings whose fixes touch a common file. No two groups share a file, so the stages made from them can run at the same
// time.

import { isProgram } from '../reading/language.ts';
import { isDocs, isTest } from '../reading/paths.ts';
import type { Repository } from '../rule.ts';
import { type ConfirmedFinding, filesOf } from './confirmed-finding.ts';
import { testsOf } from './tests-of.ts';

/** One finding with the files that its fix touches, including tests; `exempt` says why no test comes first. */
export type Mending = { held: ConfirmedFinding; files: readonly string[]; tests: readonly string[]; exempt?: string };

export async function mendingOf(repo: Repository, held: ConfirmedFinding, tested: boolean): Promise<Mending> {
  const files = filesOf(repo, held);
  const code = files.filter(isCode);
  const field = held.category.slice(0, held.category.indexOf('/'));
  if (Object.hasOwn(UNTESTED, field)) return { held, files, tests: [], exempt: UNTESTED[field] ?? '' };
  if (code.length === 0)
    return { held, files, tests: [], exempt: 'No code changes, and the planner, a program with fixed rules, found no test of such files.' };
  if (!tested) return { held, files, tests: [], exempt: 'The project names no command that runs tests.' };
  const tests = [...new Set((await Promise.all(code.map((path) => testsOf(repo, path)))).flat())];
  if (tests.length === 0)
    return { held, files, tests, exempt: 'The planner, a program with fixed rules, found no test for files of this kind.' };
  return { held, files: [...new Set([...files, ...tests])], tests };
}

/** In these categories the text itself is wrong, not the behaviour of a program. */
const UNTESTED: Readonly<Record<string, string>> = {
  deps: 'A declaration is wrong, and the tests run where the package happens to be installed.',
  links: 'A name points to nothing, and no program of this project uses it.',
  secrets: 'The problem is that it is written there, which no test can detect.',
};

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

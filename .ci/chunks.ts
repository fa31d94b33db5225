// Decides which modules go into one file when the program is bundled. By itself a bundler makes a file for each set of modules that the
// same programs need: hundreds of small ones, and finding and loading one takes as long as running it.

import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { NAMED } from './chunk-modules.ts';

export type Chunk = { name: string; modules: string[] };

/** For the program of the command line. */
export function chunksOf(plain: string, command: string): Chunk[] {
  const imports = importsIn(plain);
  const needs = (...programs: string[]): Set<string> => reachedFrom(programs, imports);
  const main = needs(command);
  // The program itself runs when it is loaded, so no other file may contain it.
  main.delete(command);
  const taken = new Set([command]);
  const chunk = (name: string, modules: ReadonlySet<string>): Chunk => {
    const own = [...modules].filter((it) => !taken.has(it));
    for (const it of own) taken.add(it);
    return { name, modules: own.map((it) => join(plain, `${it}.js`)) };
  };
  const first = [
    chunk('command', main.union(needs(...NAMED.small))),
    chunk('files', needs(...NAMED.files)),
    chunk('reach', needs(...NAMED.reach)),
    chunk('run', needs(...NAMED.run)),
  ];
  for (const it of needs(...NAMED.quick)) taken.add(it);
  const records = chunk('records', needs(...NAMED.records));
  const lists = needs(...NAMED.lists);
  const rules = needs(...NAMED.view).difference(lists);
  const words = chunk('words', rules.intersection(needs(...NAMED.readers)));
  const following = needs(...NAMED.following).difference(lists);
  const telling = chunk('telling', following.intersection(needs(...NAMED.readers)));
  return [...first, records, words, telling, chunk('follow', following), chunk('rules', rules)];
}

/** For each module, by its path without extension: what it imports when it is loaded. */
function importsIn(plain: string): Map<string, string[]> {
  const paths = globSync('**/*.js', { cwd: plain });
  return new Map(
    paths.map((path) => {
      const text = readFileSync(join(plain, path), 'utf8');
      const found = [...text.matchAll(/^(?:(?:import|export)\s[^'"]*?from|import)\s*['"](\.[^'"]+)\.js['"]/gm)];
      return [path.slice(0, -'.js'.length), found.map(([, it = '']) => posix.join(dirname(path), it))];
    }),
  );
}

function reachedFrom(programs: readonly string[], imports: ReadonlyMap<string, string[]>): Set<string> {
  const reached = new Set<string>();
  const open = [...programs];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const its = imports.get(one);
    if (!its) throw new Error(`${one}.js is needed, and is not built`);
    if (reached.has(one)) continue;
    reached.add(one);
    open.push(...its);
  }
  return reached;
}

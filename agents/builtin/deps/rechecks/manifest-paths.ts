// Re-checks of paths in scripts and tsconfig: by git's own entry for every spelling that a loader tries, and by history, instead of
// by the list of files and the conventions of build tools.

import { heads, judgePlaces, type PlaceJudgement } from '../../judge-places.ts';
import { lastSeen, lineOf, spelled } from '../../reading/formats/entries.ts';
import { folderOf, resolveIn } from '../../reading/paths.ts';
import type { Recheck, Repository } from '../../rule.ts';

const LOADED = ['', '.js', '.json', '.node', '.cjs', '.mjs', '.ts', '.d.ts', '/index.js', '/index.json', '/index.ts', '/package.json'];
const COMPILED = [
  '',
  '.json',
  '/tsconfig.json',
  '.ts',
  '.tsx',
  '.d.ts',
  '.js',
  '.jsx',
  '.mts',
  '.vue',
  '/index.ts',
  '/index.tsx',
  '/index.d.ts',
  '/index.js',
  '/package.json',
];

const METHOD = 'Asked git for an entry under each spelling that a loader tries, and history for what became of it';

const recheck = (category: string, endings: readonly string[], pathsIn: (line: string) => string[]): Recheck => ({
  category,
  method: METHOD,
  judge: (repo, claimed) =>
    judgePlaces(METHOD, heads(claimed), async (place) => {
      const named = pathsIn(await lineOf(repo, place)).flatMap((it) => resolveIn(folderOf(place.path), it) ?? []);
      return judgeNamed(repo, place.path, named, endings);
    }),
});

async function judgeNamed(repo: Repository, from: string, named: string[], endings: readonly string[]): Promise<PlaceJudgement> {
  if (named.length === 0) return { holds: 'unknown', why: `the line names no path that could be asked for` };
  const there: string[] = [];
  for (const path of named) {
    const found = await spelled(repo, path, endings);
    if (found) there.push(found.path);
    else if ((await repo.departure(path)) !== undefined)
      return { holds: true, why: `git has no entry for ${path}; ${await lastSeen(repo, path)}` };
    else if (await mayBeMade(repo, from))
      return { holds: 'unknown', why: `git has no entry for ${path}, and history never had one: a script may make it` };
    else return { holds: true, why: `git has no entry for ${path}, history never had one, and ${from} has no script that could make it` };
  }
  return { holds: false, why: `git has ${there.join(', ')}`, evidence: there.slice(0, 3).map((path) => ({ path })) };
}

const mayBeMade = async (repo: Repository, manifest: string): Promise<boolean> =>
  /"(build|prepare|prepack|prepublish(Only)?|compile|dist|bundle|install|postinstall|pretest)[\w:-]*"\s*:/.test(
    (await repo.text(manifest)) ?? '',
  );

const strings = (line: string): string[] => [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((it) => it[1] ?? '');

/** The value is the last string of the line; its key, if any, precedes it. */
const valueIn = (line: string): string[] =>
  strings(line)
    .slice(-1)
    .map((it) => it.replace(/\/\*$/, ''));

/** Words of a command that are files: with a folder or an extension of programs. */
const filesRun = (line: string): string[] =>
  (strings(line).at(-1) ?? '')
    .split(/[\s;&|]+/)
    .filter(
      (it) =>
        /^(\.{0,2}\/)?[\w@./-]+\.(js|mjs|cjs|ts|mts|cts|sh|py|rb|json)$/.test(it) && !it.includes('node_modules') && !it.startsWith('/'),
    );

export const missingScriptFileRecheck = recheck('links/missing-script-file', LOADED, filesRun);
export const missingTsconfigPathRecheck = recheck('links/missing-tsconfig-path', COMPILED, valueIn);

// jest and vitest with their usual patterns. A project with patterns of its own, several runners or several
// projects is left alone: whether a file is run there is not written down in one place.

import { manifestsAbove, type PackageManifest } from '../../deps/manifest.ts';
import { isDeclaration } from '../../reading/language.ts';
import { baseName, folderOf } from '../../reading/paths.ts';
import { sourceOf } from '../../reading/source.ts';
import type { Repository } from '../../rule.ts';
import { startsStatement } from '../javascript-tests.ts';
import { isMentioned, stemOf } from '../mentions.ts';
import type { Unmatched } from './unmatched.ts';

const LOOKS_LIKE = /([._-](tests?|specs?)|(Test|Spec)s?)\.[cm]?[jt]sx?$|^(tests?|specs?)[._-][^/]*\.[cm]?[jt]sx?$/;
const RUNNERS = [
  'jest',
  'vitest',
  'mocha',
  'ava',
  'jasmine',
  'karma',
  'qunit',
  'tap',
  'tape',
  'uvu',
  '@playwright/test',
  'cypress',
  '@web/test-runner',
  'lab',
  '@hapi/lab',
  'react-scripts',
  'testcafe',
  'nightwatch',
  '@wdio/cli',
  'intern',
  'detox',
  'poku',
  'web-ext',
  'ts-jest-runner',
  '@angular/core',
  'borp',
  'japa',
  '@japa/runner',
  'node-test',
  'wdio',
  'k6',
  'dtslint',
  'tsd',
];
const DEFAULTS: Record<string, { matches: (path: string) => boolean; pattern: string }> = {
  jest: {
    matches: (path) => /(^|\/)__tests__\/(.*\/)?[^/]+\.[cm]?[jt]sx?$|(^|[./])(spec|test)\.[cm]?[jt]sx?$/.test(path),
    pattern: '`*.test.*`, `*.spec.*` and what is in `__tests__/`',
  },
  vitest: { matches: (path) => /\.(test|spec)\.[cm]?[jt]sx?$/.test(path), pattern: '`*.test.*` and `*.spec.*`' },
};

export async function unmatchedInJavaScript(repo: Repository): Promise<Unmatched[]> {
  const found: Unmatched[] = [];
  for (const { path, mode } of repo.files) {
    if (!mode.startsWith('100') || !LOOKS_LIKE.test(baseName(path)) || isDeclaration(path)) continue;
    const manifests = await manifestsAbove(repo, folderOf(path));
    const runner = runnerOf(manifests);
    const habits = runner === undefined ? undefined : DEFAULTS[runner];
    if (runner === undefined || habits === undefined || habits.matches(path) || (await hasPatterns(repo, manifests, runner))) continue;
    const source = await sourceOf(repo, path);
    if (source?.language !== 'javascript') continue;
    const test = [...source.code.matchAll(/(?<![\w$.])(describe|it|test)\s*\(\s*['"`]/g)].find((it) =>
      startsStatement(source.code, it.index),
    );
    if (!test || /\bfrom\s*['"]node:test|@playwright\/test|require\(['"](node:test|tape?|ava|uvu)/.test(source.text)) continue;
    if (await isMentioned(repo, stemOf(path), path, ['.js', '.ts', '.tsx', '.jsx', '.mjs', '.cjs', '.mts', '.json', '.html'])) continue;
    found.push({ path, line: source.lines.at(test.index), runner, pattern: habits.pattern });
  }
  return found;
}

/** The one runner that is declared at or above; undefined with none or with several. */
function runnerOf(manifests: PackageManifest[]): string | undefined {
  const declared = new Set(manifests.flatMap((it) => it.declared.map((entry) => entry.name)).filter((it) => RUNNERS.includes(it)));
  const scripts = manifests.flatMap((it) => it.scripts).join('\n');
  if (declared.size !== 1 || /\bnode\s+(--[\w=-]+\s+)*--test\b|\b(mocha|tape|ava|playwright|bun|deno) (test|run|-|\S*test)/.test(scripts))
    return undefined;
  return [...declared][0];
}

async function hasPatterns(repo: Repository, manifests: PackageManifest[], runner: string): Promise<boolean> {
  for (const manifest of manifests) {
    if (/"(testMatch|testRegex|projects|roots|testPathPattern|spec)"/.test(manifest.text)) return true;
    if (
      manifest.scripts.some((it) =>
        /--(testMatch|testRegex|testPathPatterns?|config|projects?|dir|root|rootDir|workspace|include)\b|\s-c\s/.test(it),
      )
    )
      return true;
    for (const { path } of repo.files) {
      if (folderOf(path) !== manifest.folder) continue;
      const name = baseName(path);
      if (/^vitest\.workspace/.test(name)) return true;
      if (!(runner === 'jest' ? /^jest[.\w-]*\.(js|cjs|mjs|ts|cts|mts|json)$/ : /^vite(st)?[.\w-]*config[.\w-]*\.\w+$/).test(name))
        continue;
      if (/testMatch|testRegex|projects|roots|preset|include|workspace|\bdir\b|require\(|\.\.\./.test((await repo.text(path)) ?? ''))
        return true;
    }
  }
  return false;
}

// Which sources no test mentions, judging by names: a test file named after it, a test that imports it, tests in the file itself,
// or, where a folder is a package, tests beside it. Only as reliable as names are.

import { isProgram } from '../reading/language.ts';
import { baseName, folderOf, isDocs, isExample, isFixture, isTest } from '../reading/paths.ts';

const MOST = 20;
const TOO_SMALL = 20;

export type ProgramFile = { path: string; lines: number; names: readonly string[]; tested: boolean };

export function untestedAmong(files: readonly ProgramFile[], hottestFirst: readonly string[]): string[] {
  const named = new Set<string>();
  const testedFolders = new Set<string>();
  for (const { path, names } of files) {
    if (!isTest(path)) continue;
    named.add(subjectOf(path));
    if (path.endsWith('_test.go')) testedFolders.add(folderOf(path));
    for (const name of names) named.add(name);
  }
  const rank = new Map(hottestFirst.map((path, index) => [path, index]));
  return files
    .filter(
      ({ path, lines, tested }) =>
        lines >= TOO_SMALL && isSource(path) && !named.has(subjectOf(path)) && !testedFolders.has(folderOf(path)) && !tested,
    )
    .sort(
      (a, b) =>
        (rank.get(a.path) ?? Number.POSITIVE_INFINITY) - (rank.get(b.path) ?? Number.POSITIVE_INFINITY) ||
        b.lines - a.lines ||
        (a.path < b.path ? -1 : 1),
    )
    .slice(0, MOST)
    .map(({ path }) => path);
}

/** The names that the text of a test mentions. */
export function namesIn(path: string, text: string): string[] {
  if (!isTest(path)) return [];
  const names = new Set<string>();
  for (const match of text.matchAll(
    /["'`<]([\w@./-]{1,200})["'`>]|\b(?:import|from|use|mod|require_relative|extends|new)\s+([\w.:]{1,200})/g,
  )) {
    for (const part of (match[1] ?? match[2] ?? '').split(/[/:.]+/)) if (part.length > 2) names.add(plain(part));
  }
  return [...names];
}

const isSource = (path: string): boolean =>
  isProgram(path) &&
  !isTest(path) &&
  !isFixture(path) &&
  !isDocs(path) &&
  !isExample(path) &&
  !/(\.d\.ts|\.config\.\w+|(^|\/)(setup|conftest|__init__|index|main|mod|lib)\.\w+|rc\.c?js)$/.test(path);

export const testsItself = (path: string, text: string): boolean => path.endsWith('.rs') && /#\[(cfg\(test\)|test)\]/.test(text);

/** `test_http_client.py`, `HttpClientTest.java`, `http-client.test.ts` and `http_client.go` have the same subject. */
function subjectOf(path: string): string {
  const stem = baseName(path).replace(/\.[^.]+$/, '');
  return plain(
    stem
      .replace(/[._-](test|tests|spec|e2e|cy)$/i, '')
      .replace(/^(test|tests)[._-]/i, '')
      .replace(/(Tests?|TestCase|IT|Spec)$/, ''),
  );
}

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

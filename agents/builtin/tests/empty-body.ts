// A test with nothing in it: green for ever. A comment inside, a skip, a name that says it only has to compile,
// and a method that switches an inherited test off are left alone.

import { isNews } from '../news.ts';
import { isTest } from '../reading/paths.ts';
import { lineAt, written } from '../reading/places.ts';
import { type Source, sourceOf } from '../reading/source.ts';
import type { Hit, Repository, Rule } from '../rule.ts';
import { type EmptyTest, emptyTests } from './empty-tests.ts';
import { isFixtureProject } from './fixture-project.ts';
import { isTestTool } from './test-tool.ts';

export const emptyBody: Rule = {
  id: 'tests/empty-body',
  says: 'a test whose body is empty',
  async find(repo) {
    if (await isTestTool(repo)) return [];
    const candidates: { source: Source; test: EmptyTest }[] = [];
    for (const { path } of written(repo, (it) => (isTest(it) || it.endsWith('.rs')) && !isNestedTree(it))) {
      const source = await sourceOf(repo, path);
      if (source && !isFixtureProject(repo, path)) candidates.push(...emptyTests(source).map((test) => ({ source, test })));
    }
    const hits: Hit[] = [];
    for (const { source, test } of candidates) {
      if (!isNews(repo, source.path, test.line) || (await isOverriding(repo, source, test))) continue;
      hits.push({
        severity: 'minor',
        title: `${test.name} at ${source.path}:${test.line} tests nothing`,
        claim: `The body of ${test.name} (${source.path}:${test.line}) is empty: it always passes, and counts as a test.`,
        evidence: [lineAt(source.path, source.lines, test.line)],
        recommendation: 'Write the test, mark it as unfinished (skip, todo) with the reason, or delete it.',
        confidence: 0.9,
      });
    }
    return hits;
  },
};

/** Tests two folders below a test folder are the input of the tests above them. */
const isNestedTree = (path: string): boolean => /(^|\/)tests?\/(?:[^/]+\/){2,}tests?\//.test(path);

/** A method of that name is in another class too: this one takes the place of an inherited test. */
async function isOverriding(repo: Repository, source: Source, test: EmptyTest): Promise<boolean> {
  if (!test.inClass || !hasParent(source, test.line)) return false;
  const pattern = new RegExp(`\\b(?:def|void)\\s+${test.name}\\b`, 'g');
  if ((source.code.match(pattern) ?? []).length > 1) return true;
  const ending = source.path.slice(source.path.lastIndexOf('.'));
  for (const { path } of repo.files) {
    if (path === source.path || !path.endsWith(ending)) continue;
    if ((await repo.text(path))?.match(pattern)) return true;
  }
  return false;
}

/** The class that holds the line has a parent that may have tests of its own. */
function hasParent(source: Source, line: number): boolean {
  for (let at = line - 1; at >= 1; at--) {
    const start = source.lines.start(at);
    const code = source.code.slice(start, start + source.lines.text(at).length);
    if (!/^[ \t]*(?:[a-z]+\s+)*class\s+\w/.test(code)) continue;
    switch (source.language) {
      case 'python':
        return !/class\s+\w+\s*(?:\(\s*(?:object|(?:\w+\.)*\w*TestCase)?\s*\))?\s*:/.test(code);
      case 'ruby':
        return !/<\s*(?:Minitest::Test|Test::Unit::TestCase|ActiveSupport::TestCase)\s*$/.test(code.trimEnd());
      case 'kotlin':
        return /\)?\s*:\s*\w/.test(code);
      default:
        return /\bextends\b/.test(source.code.slice(start, start + 300).split('{')[0] ?? '');
    }
  }
  return false;
}

// The map of a repository: counts that can be counted again by hand.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeMap } from '../../../../../agents/builtin/map/make-map.ts';
import { RepositoryMap } from '../../../../../contracts/run/report.ts';
import { type Files, withRepository } from '../planted.ts';

const test = suite('the map');
const lines = (count: number, line = 'x();'): string => `${line}\n`.repeat(count);

const FIRST: Files = {
  'src/cart.js': `// TODO: tax\nconst text = 'TODO in a string';\n${lines(30)}`,
  'src/price.js': lines(40),
  'src/tiny.js': lines(3),
  'src/index.js': lines(50),
  'lib/tool.py': `# FIXME one\n# XXX two\n${lines(25, 'x()')}`,
  'pkg/a.go': lines(30, 'x()'),
  'pkg/a_test.go': lines(5, 'x()'),
  'test/cart.test.js': "it('adds', () => {});\nit.skip('later', () => {});\nxit('never', () => {});\n// it.skip\n",
  'docs/guide.md': '# TODO\n',
  'vendor/big.js': `// TODO theirs\n${lines(500)}`,
  'picture.bin': 'a\u0000b',
};

/** Makes a map without a cache. */
const mapped =
  (scope: string[] = []) =>
  async ({ commit }: { commit: string }, { gitDir }: { gitDir: string }) =>
    (await makeMap({ gitDir, commit, scope })).map;

test('counts files, lines, languages, promises and skipped tests', async () => {
  const map = await withRepository([FIRST], mapped());
  RepositoryMap.parse(map);
  assert.is(map.files, 11);
  assert.is(map.lines, 32 + 40 + 3 + 50 + 27 + 30 + 5 + 4 + 1 + 501);
  assert.equal(
    map.languages.map((it) => [it.name, it.files, it.lines]),
    [
      ['JavaScript', 5, 129],
      ['Go', 2, 35],
      ['Python', 1, 27],
      ['Markdown', 1, 1],
    ],
  );
  assert.is(map.todos, 3);
  assert.is(map.skippedTests, 2);
});

test('names what no test mentions, and skips what is small, an entry point, or tested beside it', async () => {
  const map = await withRepository([FIRST], mapped());
  assert.equal(map.untested, ['src/price.js', 'lib/tool.py']);
});

test('puts first what is large and changed often by many', async () => {
  const commits = [FIRST, ...Array.from({ length: 4 }, (_, i) => ({ 'src/price.js': lines(41 + i) })), { 'src/cart.js': lines(33) }];
  const map = await withRepository(commits, mapped());
  assert.equal(
    map.hot.map((it) => [it.path, it.changes, it.authors, it.lines]),
    [
      ['src/price.js', 5, 1, 44],
      ['src/cart.js', 2, 1, 33],
    ],
  );
});

test('keeps to the scope', async () => {
  const map = await withRepository([FIRST], mapped(['lib/**']));
  assert.equal([map.files, map.todos, map.languages.map((it) => it.name)], [1, 2, ['Python']]);
});

test.run();

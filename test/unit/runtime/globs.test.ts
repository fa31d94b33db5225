// Which paths a glob means.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { globTest, pathTest } from '../../../runtime/globs.ts';

const test = suite('globs');

const table: [glob: string, fits: string[], not: string[]][] = [
  ['*.ts', ['a.ts', '.ts', 'a.ts/inside'], ['src/a.ts', 'a.tsx', 'ts']],
  ['**/*.ts', ['a.ts', 'src/a.ts', 'src/deep/a.ts', '.github/a.ts'], ['a.js']],
  ['src/**', ['src/a', 'src/a/b', 'src/.env'], ['src', 'source/a', 'lib/src/a']],
  ['src', ['src', 'src/a', 'src/a/b'], ['source', 'a/src']],
  ['./src/', ['src', 'src/a'], ['source']],
  ['src/*', ['src/a', 'src/a/b'], ['src', 'lib/a']],
  ['src/**/test', ['src/test', 'src/a/test', 'src/a/b/test/x'], ['src/a', 'test']],
  ['**', ['a', 'a/b', '.x'], []],
  ['.', ['a', 'a/b'], []],
  ['a/**/b/**/c', ['a/b/c', 'a/x/b/y/c', 'a/b/b/c', 'a/x/c/b/c'], ['a/c', 'a/b']],
  ['*.{ts,tsx}', ['a.ts', 'b.tsx'], ['a.js', 'a.{ts,tsx']],
  ['{src,lib}/**/*.{c,h}', ['src/a.c', 'lib/x/y.h'], ['src/a.ts', 'doc/a.c']],
  ['{a,{b,c}d}', ['a', 'bd', 'cd'], ['b', 'ad']],
  ['a{b', ['a{b'], ['ab']],
  ['{a}', ['{a}'], ['a']],
  ['a?c', ['abc', 'aüc', 'a😀c'], ['ac', 'a/c', 'abbc']],
  ['[a-c]x', ['ax', 'cx'], ['dx', 'x']],
  ['[!a]x', ['bx'], ['ax', 'x']],
  ['[id].ts', ['i.ts', 'd.ts', '[id].ts'], ['id.ts']],
  ['a[', ['a['], ['a']],
  ['\\*.ts', ['*.ts'], ['a.ts']],
  ['mit leer/ü*.txt', ['mit leer/übung.txt'], ['mit leer/u.txt']],
  ['a\nb*', ['a\nbc'], ['a', 'b']],
  ['a*b*c', ['abc', 'aXbXc', 'abcbc'], ['ab', 'acb']],
];

for (const [glob, fits, not] of table) {
  test(JSON.stringify(glob), () => {
    for (const path of fits) assert.ok(globTest(glob)(path), `fits ${path}`);
    for (const path of not) assert.not.ok(globTest(glob)(path), `does not fit ${path}`);
  });
}

test('a list matches what one of its globs matches, and the last match decides', () => {
  const inside = (globs: string[], path: string) => pathTest(globs)(path);
  assert.ok(inside([], 'anything/at/all'));
  assert.ok(inside(['src', 'docs'], 'docs/a.md'));
  assert.not.ok(inside(['src', 'docs'], 'test/a.ts'));
  assert.not.ok(inside(['src', '!src/gen'], 'src/gen/a.ts'));
  assert.ok(inside(['src', '!src/gen', 'src/gen/kept.ts'], 'src/gen/kept.ts'));
  assert.ok(inside(['!dist'], 'src/a.ts'));
  assert.not.ok(inside(['!dist'], 'dist/a.ts'));
});

test('no glob takes for ever, and none throws', () => {
  const many = `${'*a'.repeat(100)}b`;
  assert.not.ok(globTest(many)('a'.repeat(4000)));
  assert.not.ok(globTest(`${'**/a/'.repeat(80)}b`)('a/'.repeat(2000)));
  assert.type(globTest('{a,b}'.repeat(30))('ab'), 'boolean');
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('*', '**', '/', '?', '[', ']', '{', '}', ',', '!', '\\', 'a', '.', '-', 'ü'), { maxLength: 20 }),
      fc.string({ maxLength: 20 }),
      (parts, path) => {
        const glob = parts.join('');
        assert.type(globTest(glob)(path), 'boolean');
        assert.type(pathTest([glob])(path), 'boolean');
      },
    ),
  );
});

test('a path without wildcards is always in a scope that names it', () => {
  fc.assert(fc.property(fc.stringMatching(/^[a-z[\]{}*?]{1,8}(\/[a-z[\]{}*?]{1,8}){0,3}$/), (path) => globTest(path)(path)));
});

test.run();

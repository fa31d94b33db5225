// Which globs can match the same file, also in plans of hundreds of stages.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pathTest } from '../../../../runtime/globs.ts';
import { checkPlan } from '../../../../validators/plan/check-plan.ts';
import { overlaps } from '../../../../validators/plan/overlap.ts';
import { stage, staged } from './plan-fixture.ts';

const meeting = suite('globs that can overlap');

meeting('two hundred stages of five hundred globs are compared quickly, even if every pattern could overlap every other', () => {
  const big = (files: (n: number, m: number) => string) =>
    staged(...Array.from({ length: 200 }, (_, n) => stage(`s${n}`, { files: Array.from({ length: 500 }, (_, m) => files(n, m)) })));
  assert.equal(
    checkPlan(
      big((n, m) => `src/p${n}/d${m % 20}/f${m}.ts`),
      [],
      [],
    ),
    [],
  );
  const stars = checkPlan(
    big((n, m) => `**/*${n}x${m}*.{ts,js}`),
    [],
    [],
  );
  assert.is(stars.length, 41);
  assert.match(stars.at(-1)?.says ?? '', 'more like this');
  const long = 'a/'.repeat(3000);
  assert.is(checkPlan(staged(stage('a', { files: [`${long}*`] }), stage('b', { files: [`${long}*x`] })), [], []).length, 1);
});

const meet = (one: string[], other: string[]) => overlaps([one, other], () => true).length > 0;

meeting('overlap if some path matches both', () => {
  for (const [one, other] of [
    ['src', 'src/a.ts'],
    ['src/', './src/a.ts'],
    ['src/**', 'src'],
    ['**', 'anything/at/all'],
    ['.', 'x'],
    ['src/*.ts', 'src/a.*'],
    ['src/*/x', 'src/y/*'],
    ['**/*.md', 'docs/**'],
    ['a/**/z', 'a/b/c/z/d'],
    ['a/**/z', 'a/z'],
    ['{a,b}/x', 'b/x'],
    ['x.{ts,js}', 'x.js'],
    ['[ab].ts', 'a.ts'],
    ['[id].ts', '[id].ts'],
    ['[id].ts', '\\[id\\].ts'],
    ['[id].ts', '*d].ts'],
    ['[!x].ts', 'X.ts'],
    ['README.md', 'readme.md'],
    ['caf\u00e9', 'cafe\u0301'],
    ['a?c', 'abc'],
    ['*a*b', 'ab*'],
    ['\\*.ts', '\\*.ts'],
    ['a//b', 'a/b'],
    ['*/b', '*'],
    ['docs/*/a.md', 'docs/b.md'],
  ] as const) {
    assert.ok(meet([one], [other]) && meet([other], [one]), `${one} and ${other}`);
  }
  assert.ok(meet(['!a'], ['z']), 'only exclusions mean everything else');
  assert.ok(meet([' !a'], ['!a', ' !a']), 'a mark behind a space takes nothing away');
});

meeting('do not overlap if none does', () => {
  for (const [one, other] of [
    ['src', 'srcs'],
    ['src/a.ts', 'src/b.ts'],
    ['src/*.ts', 'src/*.js'],
    ['src/*.ts', 'src/sub/a.ts'],
    ['a/**/z', 'b/**'],
    ['{a,b}/x', 'c/x'],
    ['test_*.py', '*.js'],
    ['a?c', 'ac'],
    ['\\*.ts', 'a.ts'],
    ['x.{ts,js}', 'x.py'],
  ] as const) {
    assert.not(meet([one], [other]) || meet([other], [one]), `${one} and ${other}`);
  }
});

meeting('overlap whenever a path matches both', () => {
  const name = fc.array(fc.constantFrom('a', 'a', 'b', 'B', '*', '*', '?', '[ab]', '[!a]', '\\*', '{a,b}', '{a,b/c}', '.'), {
    minLength: 1,
    maxLength: 4,
  });
  const glob = fc
    .array(
      fc.oneof(
        name.map((it) => it.join('')),
        fc.constant('**'),
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map((it) => it.join('/'));
  const path = fc
    .array(fc.array(fc.constantFrom('a', 'b', 'c', '*', '.'), { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 4 })
    .map((it) => it.map((part) => part.join('')).join('/'));
  fc.assert(
    fc.property(
      fc.array(glob, { minLength: 1, maxLength: 3 }),
      fc.array(glob, { minLength: 1, maxLength: 3 }),
      fc.array(path, { maxLength: 60 }),
      (one, other, paths) => {
        const both = paths.find((it) => pathTest(one)(it) && pathTest(other)(it));
        if (both !== undefined) assert.ok(meet(one, other), `${one} and ${other} at ${both}`);
      },
    ),
    { numRuns: 3000 },
  );
});

meeting.run();

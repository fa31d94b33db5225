// Versions and ranges as manifests write them: npm's and Cargo's, pins of two numbers, and what cannot be compared.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { canMeet, hasReached, isRange, isWithin } from '../../../agents/versions.ts';

const test = suite('versions');
const RANGES: [version: string, range: string, style: 'npm' | 'cargo', within: boolean | undefined][] = [
  ['1.2.3', '^1.0.0', 'npm', true],
  ['2.0.0', '^1.0.0', 'npm', false],
  ['2.0.0-rc.1', '^1.0.0', 'npm', false],
  ['0.2.5', '^0.2.3', 'npm', true],
  ['0.3.0', '^0.2.3', 'npm', false],
  ['0.0.4', '^0.0.3', 'npm', false],
  ['0.9.0', '^0', 'npm', true],
  ['0.0.9', '^0.0', 'npm', true],
  ['1.2.9', '~1.2.3', 'npm', true],
  ['1.3.0', '~1.2.3', 'npm', false],
  ['1.9.0', '~1', 'npm', true],
  ['1.2.9', '1.2.x', 'npm', true],
  ['1.2.9', '1.2', 'npm', true],
  ['1.3.0', '1.2', 'npm', false],
  ['3.0.0', '*', 'npm', true],
  ['3.0.0', '', 'npm', true],
  ['1.5.0', '>=1.2 <2', 'npm', true],
  ['1.5.0', '>= 1.2.0 < 1.5.0', 'npm', false],
  ['3.1.0', '^1 || ^3', 'npm', true],
  ['2.3.9', '1.2 - 2.3', 'npm', true],
  ['2.4.0', '1.2 - 2.3', 'npm', false],
  ['1.3.0', '>1.2', 'npm', true],
  ['1.2.9', '>1.2', 'npm', false],
  ['1.2.9', '<=1.2', 'npm', true],
  ['1.2.3', '=1.2.3', 'npm', true],
  ['1.0.0-rc.1', '>=1.0.0', 'npm', false],
  ['1.2', '^1', 'npm', undefined],
  ['1.2.3', 'latest', 'npm', undefined],
  ['1.2.3', 'github:a/b', 'npm', undefined],
  ['1.2.3', 'workspace:*', 'npm', undefined],
  ['1.9.0', '1.2', 'cargo', true],
  ['2.0.0', '1.2', 'cargo', false],
  ['0.8.5', '0.8', 'cargo', true],
  ['1.2.3', '=1.2.3', 'cargo', true],
  ['1.5.0', '>=1.2, <1.5', 'cargo', false],
  ['1.5.0', '1.*', 'cargo', true],
];
for (const [version, range, style, within] of RANGES) {
  test(`${version} in ${style} ${range}: ${within}`, () => {
    assert.is(isWithin(version, range, style), within);
  });
}

const PINS: [pin: string, range: string, can: boolean | undefined][] = [
  ['18', '>=18.17', true],
  ['18.1', '>=18.17', false],
  ['18.99', '>=18.17', true],
  ['20.1.0', '^18 || >=20', true],
  ['16', '^18 || >=20', false],
  ['3.10', '>=3.9 <3.11', true],
  ['3.11', '>=3.9 <3.11', false],
  ['lts', '>=18', undefined],
  ['18', 'nonsense', undefined],
];
for (const [pin, range, can] of PINS) {
  test(`pin ${pin} under ${range}: ${can}`, () => {
    assert.is(canMeet(pin, range), can);
  });
}

test('compares versions of programs, whatever follows the numbers', () => {
  assert.equal(
    [
      hasReached('1.2.3', '1.2'),
      hasReached('1.1.9', '1.2'),
      hasReached('1.10', '1.9'),
      hasReached('2.1.332-beta.1', '2.1.332'),
      hasReached('v18.1', '18.1.1'),
      hasReached('unknown', '1.0'),
    ],
    [true, false, true, true, false, false],
  );
});

test('a tag, a URL and a workspace are no ranges', () => {
  assert.equal(['^1', '1.x || 2', '', 'latest', 'git+https://x/y.git', 'workspace:^', 'file:../x'].map(isRange), [
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

test.run();

// A long text in parts has the same letters and the same bytes as in one.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runSteps } from '../../../../runtime/steps.ts';
import { bytesSteps, longTextOf } from '../../../../runtime/text/long-text.ts';

const test = suite('a long text');

const CASES: readonly (readonly string[])[] = [
  [],
  [''],
  ['one'],
  ['one', '', 'two\n', 'é😀', '\ud83d'],
  Array.from({ length: 500 }, (_, n) => `part ${n} 😀 ${'x'.repeat(n)}`),
  ['y'.repeat(200_000), 'z'],
];

test('is put together of many short parts', () => {
  for (const parts of CASES) {
    const text = runSteps(longTextOf(parts));
    assert.is(text.join(''), parts.join(''));
    assert.ok(text.length <= 3, `${text.length}`);
  }
});

test('has the bytes of the whole', () => {
  for (const parts of CASES) {
    assert.equal(runSteps(bytesSteps(parts)), Buffer.from(parts.join('')));
    assert.equal(runSteps(bytesSteps(runSteps(longTextOf(parts)))), Buffer.from(parts.join('')));
  }
});

test.run();

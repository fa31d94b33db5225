// How much a text has changed: not at all if it is equal, a little for a comma, a lot for half of it.

import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { magnitudeOf } from '../../../../skills/lineage/magnitude.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.array(fc.constantFrom('# Head', 'key: value', 'const a = 1;', 'plain words here', ''), { maxLength: 40 }).map((it) => it.join('\n')),
);

test('is 0 only for identical texts, never above 1, and symmetric', () => {
  fc.assert(
    fc.property(text, text, (one, other) => {
      const magnitude = magnitudeOf(one, other);
      assert.is(magnitude, magnitudeOf(other, one));
      assert.ok(magnitude >= 0 && magnitude <= 1);
      assert.is(magnitude === 0, one === other);
    }),
  );
});

test('is small for a comma and large for half, in texts of any length', () => {
  const sentence = fc.array(fc.constantFrom('river', 'stone', 'lamp', 'winter', 'cart'), { minLength: 20, maxLength: 60 });
  fc.assert(
    fc.property(sentence, fc.nat(18), (words, at) => {
      const before = words.join(' ');
      const comma = words.map((it, n) => (n === at ? `${it},` : it)).join(' ');
      assert.ok(magnitudeOf(before, comma) < 0.05, 'a comma');
      const half = words.map((it, n) => (n % 2 === 0 ? it : `other${n}`)).join(' ');
      assert.ok(magnitudeOf(before, half) > 0.3, 'half');
    }),
  );
});

test('counts structure beside words: another heading, key or definition weighs more than another word of prose', () => {
  const prose = 'some words that stay as they are\n'.repeat(5);
  for (const [before, after] of [
    ['# Title', '# Other'],
    ['name: a', 'label: a'],
    ['function one() {}', 'function two() {}'],
  ])
    assert.ok(magnitudeOf(`${before}\n${prose}`, `${after}\n${prose}`) > magnitudeOf(`Title\n${prose}`, `Other\n${prose}`), before);
});

test.run();

// The copy made while writing canonical JSON equals what parsing the text would give.

import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { canonicalJson, digestOf } from '../../../../runtime/canonical.ts';
import { canonicalCopy } from '../../../../runtime/ledger/write/canonical-copy.ts';

const test = suite('canonical copies');

/** Keys that an object has in an order of its own, or that are no keys when they are assigned to, among others. */
const key = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('__proto__', 'constructor', 'toJSON', '0', '10', '9', '01', '-1', '', '4294967295', 'ä', 'Z', 'a', '\ud800'),
);
const { value: json } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'medium', withCrossShrink: true },
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constantFrom(null, -0, 1e21, 5e-324, '\ud800', '\u2028'),
    ),
    fc.array(tie('value'), { maxLength: 5 }),
    fc
      .array(fc.tuple(key, fc.oneof({ weight: 5, arbitrary: tie('value') }, { weight: 1, arbitrary: fc.constant(undefined) })), {
        maxLength: 6,
      })
      .map((entries) => Object.fromEntries(entries)),
  ),
}));

/** In order of keys, and with a negative zero told from another. */
const exactly = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (Object.is(inner, -0) ? 'negative zero' : inner)) ?? 'nothing';

test('have the text, the digest and the values of canonical JSON', async () => {
  await fc.assert(
    fc.property(json, (value) => {
      const { text, copy } = canonicalCopy(value);
      assert.is(text, canonicalJson(value));
      assert.is(digestOf(text), digestOf(canonicalJson(value)));
      assert.is(exactly(copy), exactly(JSON.parse(text)));
    }),
    { numRuns: 2_000 },
  );
});

test('share nothing with what they are copied from, and cannot be changed', () => {
  const given = { b: [{ c: 1 }], a: { d: 'x' } };
  const { text, copy } = canonicalCopy(given);
  given.b.push({ c: 2 });
  given.a.d = 'y';
  assert.equal(copy, { a: { d: 'x' }, b: [{ c: 1 }] });
  assert.is(text, '{"a":{"d":"x"},"b":[{"c":1}]}');
  const { a, b } = copy as typeof given;
  for (const part of [copy, a, b, b[0]]) assert.ok(Object.isFrozen(part));
  assert.ok(Object.isFrozen((canonicalCopy({ 7: { x: [] } }).copy as Record<string, object>)['7']));
});

test('are refused for the same values as canonical JSON, with the same words', () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
  const said = (write: () => unknown): string => {
    try {
      return `made ${write()}`;
    } catch (error) {
      return (error as Error).message;
    }
  };
  const wrong = [
    undefined,
    { a: [1, { when: new Date(0) }] },
    { b: Number.NaN },
    [1, undefined],
    new Array(2),
    { big: 1n },
    circle,
    deep(201),
  ];
  for (const value of [...wrong, new Map(), { toJSON: () => 1 }, { x: Symbol('s') }]) {
    const why = said(() => canonicalJson(value));
    assert.match(why, 'not plain JSON');
    assert.is(
      said(() => canonicalCopy(value)),
      why,
    );
  }
  assert.is(canonicalCopy(deep(150)).text, canonicalJson(deep(150)));
});

test.run();

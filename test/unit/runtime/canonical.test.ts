// Canonical JSON: equal values give equal texts, which are compared with JSON's own.

import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  canonicalJson,
  canonicalParts,
  deepFreeze,
  digestOf,
  digestOfJson,
  digestOfJsonSteps,
  digestSteps,
} from '../../../runtime/canonical.ts';
import { runSteps } from '../../../runtime/steps.ts';

const test = suite('canonical JSON');

/** The same, with the keys of every object in another order. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, shuffled(inner)]),
  );
}

test('is JSON, and the same for every order of keys', async () => {
  await fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = canonicalJson(value);
      assert.equal(JSON.parse(text), JSON.parse(JSON.stringify(value)));
      assert.is(canonicalJson(shuffled(value)), text);
      assert.is(canonicalJson(JSON.parse(text)), text);
    }),
  );
});

const inSteps = (value: unknown): string => runSteps(canonicalParts(value)).join('');
/** Too much to be written at once, at several places. */
const heavy = (value: unknown): unknown => ({
  z: ['é'.repeat(30_000), value, 1, [value, 'y'.repeat(30_000)]],
  none: undefined,
  10: { b: value, a: Array.from({ length: 300 }, (_, n) => `${n}`.repeat(100)) },
});

test('is the same text in steps, and refuses the same', async () => {
  await fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      for (const it of [value, heavy(value)]) {
        assert.is(inSteps(it), canonicalJson(it));
        assert.is(runSteps(digestOfJsonSteps(it)), digestOfJson(it));
      }
    }),
  );
  assert.is(inSteps({ b: undefined, a: [{ d: undefined, c: [1] }] }), '{"a":[{"c":[1]}]}');
  assert.ok([...canonicalParts(heavy({ a: [1, { b: 2 }] }))].length > 10);
  const circle: Record<string, unknown> = {};
  circle.self = [heavy(circle)];
  const wrongs = [{ a: [{ b: Number.NaN }] }, [undefined], { a: { b: { c: { d: new Date(0) } } } }, new Map()];
  for (const wrong of [...wrongs, ...wrongs.map(heavy), circle]) {
    const said = (write: () => unknown): string => {
      try {
        return `${write()}`;
      } catch (error) {
        return (error as Error).message;
      }
    };
    assert.match(
      said(() => canonicalJson(wrong)),
      'is not plain JSON',
    );
    assert.is(
      said(() => inSteps(wrong)),
      said(() => canonicalJson(wrong)),
    );
  }
});

test('has keys in the order of their code units, however many', () => {
  assert.is(
    canonicalJson({ b: 1, a: { d: [], c: {} }, 10: 'x', 9: 'y', 'ä': -0, 'Z': null }),
    '{"10":"x","9":"y","Z":null,"a":{"c":{},"d":[]},"b":1,"ä":0}',
  );
  const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${(index * 37) % 50}`, index]));
  const keys = Object.keys(JSON.parse(canonicalJson(many)));
  assert.equal(keys, Object.keys(many).sort());
});

test('leaves out undefined values, and keeps unusual ones', () => {
  assert.is(canonicalJson({ a: undefined, b: 1, c: undefined }), '{"b":1}');
  assert.is(canonicalJson(JSON.parse('{"__proto__":{"x":1},"constructor":2}')), '{"__proto__":{"x":1},"constructor":2}');
  assert.is(canonicalJson(Object.assign(Object.create(null), { a: 1 })), '{"a":1}');
  assert.is(canonicalJson('\ud800 \u2028 "'), '"\\ud800 \u2028 \\""');
});

test('refuses what is not plain JSON, and says where it is', () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  const cases: [unknown, RegExp][] = [
    [undefined, /^undefined is not/],
    [{ a: [1, { when: new Date(0) }] }, /^a Date at a\[1\]\.when is not/],
    [{ a: { b: Number.NaN } }, /^NaN at a\.b is not/],
    [[1, undefined], /^undefined at \[1\] is not/],
    [{ big: 1n }, /^a bigint at big/],
    [{ f: () => 1 }, /^a function at f/],
    [new Map([[1, 2]]), /^a Map is not/],
    [{ x: Symbol('s') }, /^a symbol at x/],
    [circle, /nested more than/],
  ];
  for (const [value, says] of cases)
    assert.throws(
      () => canonicalJson(value),
      (error: Error) => error instanceof TypeError && says.test(error.message),
      String(says),
    );
});

test('digests are sha256 of the UTF-8', () => {
  assert.is(digestOf('ü'), digestOf(Buffer.from([0xc3, 0xbc])));
  assert.is(digestOf(''), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  assert.is(digestOfJson({ b: 1, a: 2 }), digestOf('{"a":2,"b":1}'));
});

test('freezes all the way down', () => {
  const value = deepFreeze({ a: [{ b: { c: [1] } }], d: null });
  for (const part of [value, value.a, value.a[0], value.a[0]?.b, value.a[0]?.b.c]) assert.ok(Object.isFrozen(part));
  assert.is(deepFreeze('x'), 'x');
});

test('the digest of a large input is the same in steps', () => {
  for (const length of [0, 1, 499_999, 500_000, 500_001, 1_600_000]) {
    const bytes = Buffer.alloc(length, 'aé😀');
    assert.is(runSteps(digestSteps(bytes)), digestOf(bytes), `${length}`);
  }
});

test.run();

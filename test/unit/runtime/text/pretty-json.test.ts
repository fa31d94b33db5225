// JSON in steps is the JSON that JSON.stringify gives.

import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { canonicalJson } from '../../../../runtime/canonical.ts';
import { runSteps } from '../../../../runtime/steps.ts';
import { prettySteps } from '../../../../runtime/text/pretty-json.ts';

const test = suite('JSON in steps');

test('is what JSON.stringify gives, at every depth', () => {
  const deep = { a: [{ b: { c: { d: ['x\ny', {}, [], { e: 'f "g" \u2028' }] } } }], none: undefined, empty: {}, list: [[[[1]]]] };
  for (const value of [deep, [], {}, null, 'a\nb', 7, [null, [undefined]]]) {
    assert.is(runSteps(prettySteps(value)), JSON.stringify(value, null, 1));
  }
  const long = Array.from({ length: 1001 }, (_, n) => (n % 3 === 0 ? `a\n${n}` : n % 3 === 1 ? { n, of: [n] } : undefined));
  for (const value of [long, { a: long }, { a: { b: { c: long, d: [long], e: 1 } } }, [[[[{ f: long, g: {} }, long.slice(0, 401)]]]]]) {
    assert.is(runSteps(prettySteps(value)), JSON.stringify(value, null, 1));
  }
  const paths = Array.from({ length: 450 }, (_, n) => `src/ä ${n}.ts`);
  for (const odd of ['', 'a"b', 'a\\b', 'a\nb', '\u0001', '\ud800', '\u007f', '","', '😀']) {
    const value = { a: { rows: [{ files: [...paths, odd, '\udc00'] }, { files: [odd, ...paths] }] } };
    assert.is(runSteps(prettySteps(value)), JSON.stringify(value, null, 1));
  }
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => runSteps(prettySteps(value)) === JSON.stringify(value, null, 1)),
    { numRuns: 300 },
  );
});

test('is what JSON.stringify gives of canonical JSON that was read back', () => {
  const list = (of: unknown) => Array.from({ length: 400 }, (_, n) => ({ n, b: 'x'.repeat(100), a: of }));
  const odd = JSON.parse('{"__proto__":1,"b":{"10":1,"9":2,"a":3},"9":[],"10":{},"-1":0}') as Record<string, unknown>;
  const asRead = (value: unknown) => JSON.stringify(JSON.parse(canonicalJson(value)), null, 1);
  for (const value of [
    odd,
    list(odd),
    { ...odd, list: list(odd) },
    { b: 1, a: { z: list(1), y: ['x'.repeat(30_000), odd] }, none: undefined },
  ])
    assert.is(runSteps(prettySteps(value, 'canonical')), asRead(value));
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      for (const it of [value, { c: value, b: list(value), a: [value] }]) assert.is(runSteps(prettySteps(it, 'canonical')), asRead(it));
    }),
    { numRuns: 100 },
  );
});

test.run();

// What is made again and what is left, with the reason; over chains, circles, and more than the budget allows.

import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Change, decideRemakes, type MadeFromInputs } from '../../../../skills/lineage/debt.ts';

const change = (magnitude: number): Change => ({ source: 'file:a', old: '1', now: '2', magnitude });
const made = (dependent: string, from: string[] = [], ...magnitudes: number[]): MadeFromInputs => ({
  dependent,
  from,
  changed: magnitudes.map(change),
});
const LIMITS = { threshold: 0.2, depth: 2, budget: 10 };
const decided = (all: MadeFromInputs[], limits = LIMITS) =>
  decideRemakes(all, limits).map((it) => `${it.dependent} ${it.decision} ${it.depth}`);

test('below the threshold is debt, and several small changes cross it together', () => {
  assert.equal(decided([made('a', [], 0.1)]), ['a below-threshold 1']);
  assert.equal(decided([made('a', [], 0.1, 0.1)]), ['a again 1']);
  assert.equal(decided([made('a')]), [], 'what has not changed is not spoken of');
});

test('what is made from something that is made again follows, up to the depth limit', () => {
  const chain = [made('a', [], 1), made('b', ['a']), made('c', ['b']), made('d', ['c'])];
  assert.equal(decided(chain), ['a again 1', 'b again 2', 'c depth 3']);
});

test('what depends on itself is left, and so is what exceeds the budget', () => {
  assert.equal(decided([made('a', ['b'], 1), made('b', ['a'])]), ['a cycle 1']);
  assert.equal(decided([made('a', [], 1), made('b', [], 1)], { ...LIMITS, budget: 1 }), ['a again 1', 'b budget 1']);
});

test('over any graph: it ends, decides about each once, keeps the budget, and makes nothing in a cycle again', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const graph = fc.tuple(
    ...names.map((name) =>
      fc
        .tuple(fc.subarray(names), fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 2 }))
        .map(([from, magnitudes]) => made(name, from, ...magnitudes)),
    ),
  );
  fc.assert(
    fc.property(graph, fc.nat(5), (all, budget) => {
      const rulings = decideRemakes(all, { threshold: 0.2, depth: 3, budget });
      assert.is(new Set(rulings.map((it) => it.dependent)).size, rulings.length);
      const again = rulings.filter((it) => it.decision === 'again');
      assert.ok(again.length <= budget);
      for (const { dependent, magnitude } of again) {
        assert.ok(magnitude >= 0.2);
        assert.not.ok(all.find((it) => it.dependent === dependent)?.from.includes(dependent));
      }
      for (const { dependent, changed } of all) if (changed.length > 0) assert.ok(rulings.some((it) => it.dependent === dependent));
    }),
  );
});

test.run();

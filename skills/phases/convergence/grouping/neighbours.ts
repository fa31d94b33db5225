// Selects the pairs of findings that are worth comparing: those at nearby lines of the same file, or with the same search or
// command.

import { type Steps, sortSteps } from '../../../../runtime/steps.ts';
import type { Prepared } from './alike.ts';
import { NEAR } from './places.ts';

/** Up to this many comparisons, all nearby pairs in a file are compared; */
const MANY = 100_000;
/** beyond that, each finding is compared with this many of those that start last before it. */
const AT_LEAST = 64;

/**
 * Pairs of indexes in the list, which is sorted, so the result does not depend on the order of the findings; a pair may be
 * repeated. Yields undefined where other work may run before the next pair is found.
 */
export function* neighbours(all: readonly Prepared[]): Generator<readonly [number, number] | undefined> {
  const files = new Map<string, Stretch[]>();
  const marked = new Map<string, Stretch[]>();
  for (const [index, { places, marks }] of all.entries()) {
    for (const { side, path, from, to } of places) add(files, `${side} ${path}`, { index, from, to });
    for (const mark of marks) add(marked, mark, { index, from: 1, to: 1 });
    yield;
  }
  for (const stretches of [...files.values(), ...marked.values()]) yield* besideEachOther(stretches);
}

type Stretch = { index: number; from: number; to: number };

/** From top to bottom: each stretch with those above it that reach as far. */
function* besideEachOther(stretches: readonly Stretch[]): Generator<readonly [number, number] | undefined> {
  const most = Math.max(AT_LEAST, Math.floor(MANY / stretches.length));
  let above: Stretch[] = [];
  for (const one of yield* betweenPairs(sortSteps(stretches, (a, b) => a.from - b.from || a.index - b.index))) {
    yield;
    above = above.filter(({ to }) => one.from - to <= NEAR).slice(-most);
    for (const other of above) if (other.index !== one.index) yield [other.index, one.index];
    above.push(one);
  }
}

function add(buckets: Map<string, Stretch[]>, key: string, stretch: Stretch): void {
  const bucket = buckets.get(key);
  if (bucket === undefined) buckets.set(key, [stretch]);
  else bucket.push(stretch);
}

function* betweenPairs<T>(steps: Steps<T>): Generator<undefined, T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    yield;
  }
}

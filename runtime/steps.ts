// A long computation in steps. It yields after each, so that its caller can let other work happen in between; the result does not
// depend on that.

export type Steps<T> = Generator<void, T, void>;

/** A value that is there at once, or is computed in steps. */
export type MaybeSteps<T> = T | Steps<T>;

export const isSteps = <T>(it: MaybeSteps<T>): it is Steps<T> =>
  typeof it === 'object' && it !== null && 'next' in it && typeof it.next === 'function';

/** Turns either form into steps. */
export function* stepsOf<T>(it: MaybeSteps<T>): Steps<T> {
  return isSteps(it) ? yield* it : it;
}

/** Runs all steps at once. */
export function runSteps<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** One step for each item. */
export function* mapSteps<T, R>(items: readonly T[], make: (item: T) => R): Steps<R[]> {
  const made: R[] = [];
  for (const item of items) {
    made.push(make(item));
    yield;
  }
  return made;
}

const RUN = 256;

/** A stable sort, like `toSorted`. */
export function* sortSteps<T>(items: readonly T[], compare: (a: T, b: T) => number): Steps<T[]> {
  let runs: T[][] = [];
  for (let at = 0; at < items.length; at += RUN) {
    runs.push(items.slice(at, at + RUN).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let at = 0; at < runs.length; at += 2) merged.push(yield* mergeSteps(runs[at] ?? [], runs[at + 1] ?? [], compare));
    runs = merged;
  }
  return runs[0] ?? [];
}

function* mergeSteps<T>(one: readonly T[], other: readonly T[], compare: (a: T, b: T) => number): Steps<T[]> {
  const merged: T[] = [];
  let [i, j] = [0, 0];
  while (i < one.length && j < other.length) {
    if (merged.length % RUN === 0) yield;
    const [a, b] = [one[i] as T, other[j] as T];
    if (compare(a, b) <= 0) {
      merged.push(a);
      i += 1;
    } else {
      merged.push(b);
      j += 1;
    }
  }
  return merged.concat(one.slice(i), other.slice(j));
}

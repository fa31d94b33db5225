// Lists that grow while many events are folded at once. A list that the fold created itself is visible to nobody else, so it is
// changed in place until that fold is over: a long run has thousands of findings, and copying them for each result would take
// longer than everything else.

let own: WeakSet<readonly unknown[]> | undefined;

/** The result is never changed again. */
export function runFold<T>(fold: () => T): T {
  const outer = own;
  own = new WeakSet();
  try {
    return fold();
  } finally {
    own = outer;
  }
}

/** The same list, to be changed by the caller. */
export function mutableList<T>(list: readonly T[]): T[] {
  if (own?.has(list)) return list as T[];
  const copy = list.slice();
  own?.add(copy);
  return copy;
}

export function appendedTo<T>(list: readonly T[], more: readonly T[]): T[] {
  const all = mutableList(list);
  for (const it of more) all.push(it);
  return all;
}

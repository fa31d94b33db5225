// Lists that grow while many events are folded at once. One that a fold made itself nobody else has seen yet: until that fold is
// over it is changed in place, because a long run has thousands of findings, and a copy of them for each result would take longer than all else.

let own: WeakSet<readonly unknown[]> | undefined;

/** What comes out of it is never changed again. */
export function folding<T>(fold: () => T): T {
  const outer = own;
  own = new WeakSet();
  try {
    return fold();
  } finally {
    own = outer;
  }
}

/** The same list, to be changed by who asks. */
export function changeable<T>(list: readonly T[]): T[] {
  if (own?.has(list)) return list as T[];
  const copy = list.slice();
  own?.add(copy);
  return copy;
}

export function grown<T>(list: readonly T[], more: readonly T[]): T[] {
  const all = changeable(list);
  for (const it of more) all.push(it);
  return all;
}

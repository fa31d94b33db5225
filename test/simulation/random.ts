// Chance that can be repeated: the same seed gives the same world.

export type Random = {
  /** In [0, 1). */
  next(): number;
  /** In [0, n). */
  below(n: number): number;
  between(least: number, most: number): number;
  chance(p: number): boolean;
  pick<T>(list: readonly T[]): T;
};

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let it = state;
    it = Math.imul(it ^ (it >>> 15), it | 1);
    it ^= it + Math.imul(it ^ (it >>> 7), it | 61);
    return ((it ^ (it >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    next,
    below,
    between: (least, most) => least + below(most - least + 1),
    chance: (p) => next() < p,
    pick(list) {
      const it = list[below(list.length)];
      if (it === undefined) throw new RangeError('nothing to pick from');
      return it;
    },
  };
}

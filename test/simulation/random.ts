// Repeatable random numbers: the same seed gives the same world.

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

/**
 * Chance of one place in the world, whatever was drawn elsewhere: a fault that is switched off leaves
 * all others as they were.
 */
export function placed(seed: number, place: string): Random {
  let hash = 0x811c9dc5 ^ seed;
  for (let at = 0; at < place.length; at++) hash = Math.imul(hash ^ place.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) ^ Math.imul(seed, 0x9e3779b1);
  return seeded(hash ^ (hash >>> 13));
}

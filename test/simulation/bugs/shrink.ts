// Reduces the faults of a seed to a small set with which it still breaks the same invariant. Each fault has a name of its own and
// can be left out without moving the others.

import { type Fault, nameOf } from '../fault-plan.ts';
import type { Invariant } from '../invariants/invariant.ts';
import { type Outcome, simulate } from '../simulate.ts';
import type { Options } from '../world/world.ts';

/** A fault with its number among all faults of the seed, for `--only`. */
export type Numbered = { n: number; fault: Fault };
export type Shrunk = { faults: Numbered[]; outcome: Outcome; tried: number };

export const numbered = (faults: readonly Fault[]): Numbered[] => faults.map((fault, i) => ({ n: i + 1, fault }));

export function withOnly(seed: number, faults: readonly Numbered[], options: Options): Promise<Outcome> {
  return simulate(seed, { ...options, only: new Set(faults.map(({ fault }) => nameOf(fault))) });
}

export async function shrink(seed: number, whole: Outcome, invariant: Invariant, options: Options = {}): Promise<Shrunk> {
  let faults = numbered(whole.faults);
  let outcome = whole;
  let tried = 0;
  const still = async (fewer: readonly Numbered[]): Promise<boolean> => {
    tried++;
    const found = await withOnly(seed, fewer, options);
    if (found.broken?.invariant !== invariant) return false;
    outcome = found;
    return true;
  };
  if (!(await still(faults))) return { faults, outcome: whole, tried };
  // Large pieces first, then smaller ones, until no single fault can be left out.
  for (let size = Math.ceil(faults.length / 2); size >= 1; ) {
    let less = false;
    for (let from = 0; from < faults.length; ) {
      const fewer = faults.toSpliced(from, size);
      if (await still(fewer)) {
        faults = fewer;
        less = true;
      } else from += size;
    }
    if (size === 1 && !less) break;
    size = size === 1 ? 1 : Math.ceil(size / 2);
  }
  return { faults, outcome, tried };
}

// Decides what to make again after inputs have changed, and what to leave, with the reason. Pure. The change is measured against
// the text that was used, so small changes add up until the dependent is made again.

import type { PromptCall } from '../../contracts/make/artifact.ts';
import type { DebtReason } from '../../contracts/run/impact-events.ts';

export type Change = {
  source: string;
  /** The text that was used. */
  old: string;
  /** Null if it does not exist any more. */
  now: string | null;
  magnitude: number;
};

/** Something that was made from inputs, some of which are themselves made. */
export type MadeFromInputs = { dependent: string; changed: readonly Change[]; from: readonly string[] };

/** As recorded when it was last made. */
export type OutdatedArtifact = MadeFromInputs & { call: PromptCall; name: string; run: string };

export type Ruling = {
  dependent: string;
  /** The distance from the nearest input that changed. */
  depth: number;
  magnitude: number;
  changed: readonly Change[];
  decision: 'again' | DebtReason;
};

export type ImpactLimits = { threshold: number; depth: number; budget: number };

/** The earlier part of a chain of changes, each caused by the one before it. */
export type Chain = { depth: number; made: number };
const FIRST: Chain = { depth: 0, made: 0 };

/** Breadth-first from what changed: what is made from something that is made again is made again too, one level deeper. */
export function decideRemakes(
  all: readonly MadeFromInputs[],
  { threshold, depth: deepest, budget }: ImpactLimits,
  before = FIRST,
): Ruling[] {
  const circular = inCircle(all);
  const rulings = new Map<string, Ruling>();
  let spent = before.made;
  let wave = all.filter((it) => it.changed.length > 0);
  for (let depth = before.depth + 1; wave.length > 0; depth++) {
    const again: string[] = [];
    for (const { dependent, changed } of wave) {
      const summed = changed.reduce((sum, it) => sum + it.magnitude, 0);
      // If its own inputs are unchanged so far, it is unknown how much they will change.
      const magnitude = changed.length === 0 ? 1 : Math.min(1, summed);
      const decision = judged(dependent, magnitude, depth);
      if (decision === 'again') {
        spent++;
        again.push(dependent);
      }
      rulings.set(dependent, { dependent, depth, magnitude, changed, decision });
    }
    wave = all.filter((it) => !rulings.has(it.dependent) && it.from.some((one) => again.includes(one)));
  }
  return [...rulings.values()];

  function judged(dependent: string, magnitude: number, depth: number): Ruling['decision'] {
    if (magnitude < threshold) return 'below-threshold';
    if (circular.has(dependent)) return 'cycle';
    if (depth > deepest) return 'depth';
    return spent >= budget ? 'budget' : 'again';
  }
}

/** Dependents that depend, directly or indirectly, on themselves. */
function inCircle(all: readonly MadeFromInputs[]): ReadonlySet<string> {
  const from = new Map(all.map((it) => [it.dependent, it.from]));
  return new Set(
    all.flatMap(({ dependent }) => {
      const seen = new Set<string>();
      const open = [...(from.get(dependent) ?? [])];
      for (let at = open.pop(); at !== undefined; at = open.pop()) {
        if (at === dependent) return [dependent];
        if (seen.has(at)) continue;
        seen.add(at);
        open.push(...(from.get(at) ?? []));
      }
      return [];
    }),
  );
}

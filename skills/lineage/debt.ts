// What is to be made again when inputs have changed, and what is left undone on purpose, with the reason. Pure.
// What changed is measured against what was used, so small changes add up until the dependent is made from the new text.

import type { PromptCall } from '../../contracts/make/artifact.ts';
import type { DebtReason } from '../../contracts/run/impact-events.ts';

export type Change = {
  source: string;
  /** As it was used. */
  old: string;
  /** Null where it is not there any more. */
  now: string | null;
  magnitude: number;
};

/** Something that was made from inputs, of which some are themselves made. */
export type Made = { dependent: string; changed: readonly Change[]; from: readonly string[] };

/** As its newest making says. */
export type OutdatedArtifact = Made & { call: PromptCall; name: string; run: string };

export type Ruling = {
  dependent: string;
  /** How far it is from the nearest input that changed. */
  depth: number;
  magnitude: number;
  changed: readonly Change[];
  decision: 'again' | DebtReason;
};

export type ImpactLimits = { threshold: number; depth: number; budget: number };

/** What came before in a chain of changes, each of which was made by the one before it. */
export type Chain = { depth: number; made: number };
const FIRST: Chain = { depth: 0, made: 0 };

/** Breadth-first from what changed; what is made of something that is made again is to be made again too, one further. */
export function ruleOn(all: readonly Made[], { threshold, depth: deepest, budget }: ImpactLimits, before = FIRST): Ruling[] {
  const circular = inCircle(all);
  const rulings = new Map<string, Ruling>();
  let spent = before.made;
  let wave = all.filter((it) => it.changed.length > 0);
  for (let depth = before.depth + 1; wave.length > 0; depth++) {
    const again: string[] = [];
    for (const { dependent, changed } of wave) {
      const summed = changed.reduce((sum, it) => sum + it.magnitude, 0);
      // Of one whose own inputs are as they were it is not known yet how much they will change.
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

/** What comes, by way of others, from itself. */
function inCircle(all: readonly Made[]): ReadonlySet<string> {
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

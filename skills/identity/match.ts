// Matches the findings of this run with known ones, one to one. A finding that could be several known ones is matched with none of
// them; they are listed as possibilities.

import type { Anchor, TrackedFinding } from '../../contracts/findings/tracked.ts';
import { type AnchorLocation, sameHeaders } from './anchor.ts';
import { type Claim, sameClaim } from './same-claim.ts';

export type RaisedFinding = {
  finding: string;
  claim: Claim;
  /** Undefined if it has no place, or its place no longer exists. */
  anchor: Anchor | undefined;
};

export type KnownFinding = { tracked: TrackedFinding; where: AnchorLocation };

export type Match = { of: Map<RaisedFinding, KnownFinding>; possibly: Map<RaisedFinding, KnownFinding> };

/** How many lines two reviewers may differ by, as when findings are grouped. */
const NEAR = 3;

type Closeness = 'same place' | 'near' | 'same surroundings';
const CLOSENESS: readonly Closeness[] = ['same place', 'near', 'same surroundings'];
type Pair = { found: RaisedFinding; known: KnownFinding; closeness: Closeness; score: number };

export function match(found: readonly RaisedFinding[], known: readonly KnownFinding[]): Match {
  const pairs = found.flatMap((it) => known.flatMap((one) => pairOf(it, one) ?? []));
  const of = new Map<RaisedFinding, KnownFinding>();
  const taken = new Set<KnownFinding>();
  const free = (it: Pair) => !of.has(it.found) && !taken.has(it.known);
  for (const closeness of CLOSENESS) {
    const level = pairs.filter((it) => it.closeness === closeness);
    if (closeness !== 'same surroundings') {
      for (const pair of level.toSorted((a, b) => b.score - a.score)) {
        if (!free(pair)) continue;
        of.set(pair.found, pair.known);
        taken.add(pair.known);
      }
      continue;
    }
    const left = level.filter(free);
    for (const pair of left) {
      const rivals = left.filter((it) => it !== pair && (it.found === pair.found || it.known === pair.known));
      if (rivals.length > 0) continue;
      of.set(pair.found, pair.known);
      taken.add(pair.known);
    }
  }
  const possibly = new Map<RaisedFinding, KnownFinding>();
  for (const pair of pairs.filter(free).toSorted((a, b) => b.score - a.score))
    if (!possibly.has(pair.found)) possibly.set(pair.found, pair.known);
  return { of, possibly };
}

function pairOf(found: RaisedFinding, known: KnownFinding): Pair | undefined {
  const closeness = closenessOf(found, known);
  if (closeness === undefined) return undefined;
  const score = sameClaim(found.claim, claimOf(known.tracked), closeness === 'near');
  return score === undefined ? undefined : { found, known, closeness, score };
}

const claimOf = ({ category, title, claim, aliases, id }: TrackedFinding): Claim => ({
  category,
  title,
  claim,
  fingerprints: [id, ...aliases],
});

function closenessOf({ anchor, claim }: RaisedFinding, { tracked, where }: KnownFinding): Closeness | undefined {
  // A finding without a place is recognised by its wording alone.
  if (tracked.anchor === null || anchor === undefined)
    return claim.fingerprints.some((it) => it === tracked.id || tracked.aliases.includes(it)) ? 'same place' : undefined;
  if (where.kind === 'here') return between(anchor, where.anchor);
  if (anchor.path !== (where.path ?? tracked.anchor.path) || anchor.line === undefined) return undefined;
  // The place is gone or ambiguous: then the text of the line decides, or what encloses it.
  if (anchor.text === tracked.anchor.text && anchor.text !== '')
    return sameHeaders(anchor.headers, tracked.anchor.headers) ? 'same place' : 'near';
  const enclosed = tracked.standing !== 'fixed' && anchor.headers.length > 0;
  return enclosed && sameHeaders(anchor.headers, tracked.anchor.headers) ? 'same surroundings' : undefined;
}

function between(a: Anchor, b: Anchor): Closeness | undefined {
  if (a.path !== b.path) return undefined;
  if (a.line === undefined || b.line === undefined) return a.line === b.line ? 'same place' : undefined;
  const apart = Math.max(a.line, b.line) - Math.min(a.line + a.span - 1, b.line + b.span - 1);
  return apart <= 0 ? 'same place' : apart <= NEAR ? 'near' : undefined;
}

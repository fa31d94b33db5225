// Findings that were merged after grouping: an alias keeps its id, and leads to the finding it repeats.

import type { CanonicalFinding } from '../../../../contracts/findings/convergence.ts';

type Known = { byId: ReadonlyMap<string, CanonicalFinding>; merged: readonly CanonicalFinding[] };

const known = new WeakMap<readonly CanonicalFinding[], Known>();

/** The finding at the end of a chain of aliases; the id itself when it is no alias. */
export function rootOf(findings: readonly CanonicalFinding[], id: string): string {
  const { byId } = knownOf(findings);
  const seen = new Set([id]);
  for (let at = id; ; ) {
    const finding = byId.get(at);
    const next = finding?.state === 'merged' ? finding.mergedInto : undefined;
    if (next === undefined || seen.has(next)) return at;
    seen.add(next);
    at = next;
  }
}

/** The finding and its aliases, itself first. */
export function familyOf(findings: readonly CanonicalFinding[], id: string): CanonicalFinding[] {
  const finding = findingOf(findings, id);
  const aliases = knownOf(findings).merged.filter((it) => it.id !== id && rootOf(findings, it.id) === id);
  return finding === undefined ? aliases : [finding, ...aliases];
}

export const findingOf = (findings: readonly CanonicalFinding[], id: string): CanonicalFinding | undefined =>
  knownOf(findings).byId.get(id);

function knownOf(findings: readonly CanonicalFinding[]): Known {
  const before = known.get(findings);
  if (before !== undefined) return before;
  const made = { byId: new Map(findings.map((it) => [it.id, it])), merged: findings.filter(({ state }) => state === 'merged') };
  known.set(findings, made);
  return made;
}

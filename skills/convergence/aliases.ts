// Findings that were merged after grouping: an alias keeps its id, and leads to the finding it repeats.

import type { CanonicalFinding } from '../../contracts/convergence.ts';

/** The finding at the end of a chain of aliases; the id itself when it is no alias. */
export function rootOf(findings: readonly CanonicalFinding[], id: string): string {
  const seen = new Set([id]);
  for (let at = id; ; ) {
    const next = findings.find((it) => it.id === at && it.state === 'merged')?.mergedInto;
    if (next === undefined || seen.has(next)) return at;
    seen.add(next);
    at = next;
  }
}

/** The finding and its aliases, itself first. */
export const familyOf = (findings: readonly CanonicalFinding[], id: string): CanonicalFinding[] => [
  ...findings.filter((it) => it.id === id),
  ...findings.filter((it) => it.id !== id && it.state === 'merged' && rootOf(findings, it.id) === id),
];

// Findings that were merged after grouping: an alias keeps its id and leads to the finding that it repeats.

import type { CanonicalFinding } from '../../../../contracts/findings/convergence.ts';

/** The position of each finding in its list, and the positions of its aliases, in order. */
type AliasIndex = { places: ReadonlyMap<string, number>; aliases: Map<string, number[]> };

const known = new WeakMap<readonly CanonicalFinding[], AliasIndex>();

/** The finding at the end of a chain of aliases; the id itself if it is no alias. */
export const rootOf = (findings: readonly CanonicalFinding[], id: string): string => rootIn(findings, knownOf(findings).places, id);

/** The finding and its aliases, itself first. */
export function familyOf(findings: readonly CanonicalFinding[], id: string): CanonicalFinding[] {
  const finding = findingOf(findings, id);
  const aliases = (knownOf(findings).aliases.get(id) ?? []).map((at) => findings[at]).filter((it) => it !== undefined);
  return finding === undefined ? aliases : [finding, ...aliases];
}

/** The files in which a finding and its aliases are listed; none for one about something that has no place. */
export const filesOfFamily = (findings: readonly CanonicalFinding[], id: string): Set<string> =>
  new Set(familyOf(findings, id).flatMap((it) => [...(it.places ?? []).map(({ path }) => path), it.path ?? []].flat()));

export function findingOf(findings: readonly CanonicalFinding[], id: string): CanonicalFinding | undefined {
  const at = knownOf(findings).places.get(id);
  return at === undefined ? undefined : findings[at];
}

/** Makes one finding an alias of another, in a list that is not shared. Copying the list for each of thousands would take minutes. */
export function makeAlias(findings: CanonicalFinding[], alias: CanonicalFinding): void {
  const { places, aliases } = knownOf(findings);
  const at = places.get(alias.id);
  if (at === undefined) return;
  findings[at] = alias;
  const root = rootIn(findings, places, alias.id);
  if (root === alias.id) return;
  const moved = [at, ...(aliases.get(alias.id) ?? [])];
  aliases.delete(alias.id);
  aliases.set(
    root,
    [...(aliases.get(root) ?? []), ...moved].toSorted((a, b) => a - b),
  );
}

function knownOf(findings: readonly CanonicalFinding[]): AliasIndex {
  const before = known.get(findings);
  if (before !== undefined) return before;
  const places = new Map(findings.map(({ id }, at) => [id, at]));
  const aliases = new Map<string, number[]>();
  for (const [at, { id, state }] of findings.entries()) {
    const root = state === 'merged' ? rootIn(findings, places, id) : id;
    if (root === id) continue;
    const those = aliases.get(root);
    if (those === undefined) aliases.set(root, [at]);
    else those.push(at);
  }
  const made = { places, aliases };
  known.set(findings, made);
  return made;
}

function rootIn(findings: readonly CanonicalFinding[], places: ReadonlyMap<string, number>, id: string): string {
  const seen = new Set([id]);
  for (let root = id; ; ) {
    const at = places.get(root);
    const finding = at === undefined ? undefined : findings[at];
    const next = finding?.state === 'merged' ? finding.mergedInto : undefined;
    if (next === undefined || seen.has(next)) return root;
    seen.add(next);
    root = next;
  }
}

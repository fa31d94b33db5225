// Merges the heads of several stages into one commit, in the given order. Deterministic: equal heads give the same commit, so it
// can be made again at any time. A conflict names the two stages and the places.

import type { Snapshot } from '../../../contracts/plan/proof.ts';
import type { Conflict } from '../../../contracts/plan/union.ts';
import { type Clash, type Merged, type MergeOptions, mergeHeads } from './merge-heads.ts';

export type Part = { name: string; head: string };
export type Integrated = { kind: 'merged'; head: Snapshot; open: string[] } | ({ kind: 'conflict' } & Conflict);

export function integrate(gitDir: string, base: string, parts: readonly Part[], options: MergeOptions = {}): Promise<Integrated> {
  return integrated(parts, (heads, leaveOpen) => mergeHeads(gitDir, base, heads, { ...options, leaveOpen }), options.leaveOpen);
}

/** The author of the merges. */
export async function integrated(
  parts: readonly Part[],
  merge: (heads: readonly string[], leaveOpen: boolean) => Promise<Merged>,
  leaveOpen = false,
): Promise<Integrated> {
  const merged = await merge(
    parts.map((it) => it.head),
    leaveOpen,
  );
  if (merged.kind === 'merged') return { kind: 'merged', head: merged.base, open: merged.open };
  const later = nameOf(parts, merged.between[1]);
  for (const head of merged.before) {
    const pair = await merge([head, merged.between[1]], false);
    if (pair.kind === 'conflict') return named(pair, [nameOf(parts, head), later]);
  }
  return named(merged, [null, later]);
}

const nameOf = (parts: readonly Part[], head: string): string => parts.find((it) => it.head === head)?.name ?? '';

function named({ between: [ours, theirs], paths, hunks }: Clash, [one, other]: [string | null, string]): Integrated {
  const words = (text: string): string => text.replaceAll(ours, one ?? 'the stages before it').replaceAll(theirs, other);
  return { kind: 'conflict', stage: other, with: one, paths, hunks: hunks.map((it) => ({ ...it, text: words(it.text) })) };
}

// The heads of several stages as one commit: merged one after the other, in the order that is handed in. Of equal heads
// always the same commit, so it can be made again at any time.

import type { Snapshot } from '../../../contracts/plan/proof.ts';
import { mergeHeads } from './merge-heads.ts';

export type Part = { name: string; head: string };
export type Integrated = { kind: 'merged'; head: Snapshot } | { kind: 'conflict'; name: string; paths: string[] };

export async function integrate(gitDir: string, base: string, parts: readonly Part[], signal?: AbortSignal): Promise<Integrated> {
  const heads = parts.map((it) => it.head);
  const merged = await mergeHeads(gitDir, base, heads, signal);
  if (merged.kind === 'merged') return { kind: 'merged', head: merged.base };
  const name = parts.find((it) => it.head === merged.between[1])?.name ?? '';
  return { kind: 'conflict', name, paths: merged.paths };
}

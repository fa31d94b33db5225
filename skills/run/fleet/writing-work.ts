// Which runs have work that writes. Lost contact says nothing about a worker, so only work that reads is started a second time, on
// another node or host.

import type { RunState } from '../state.ts';

/** These change a checkout, a branch or a file of the project. */
const WRITING: ReadonlySet<string> = new Set(['execution', 'make', 'phase-plan']);

export function hasWritingWork({ created, phases }: RunState): boolean {
  const kinds = [...created.template.phases, ...phases.map((it) => it.template)].map((it) => it.kind);
  return kinds.some((kind) => WRITING.has(kind));
}

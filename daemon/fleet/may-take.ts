// Whether a node may take a run over that another one has led. Only work that reads is begun a second time: contact lost
// says nothing about a worker, and one that writes may be writing still.

import type { RunState } from '../../skills/run/state.ts';

/** These change a checkout, a branch or a file of the project. */
const WRITING: ReadonlySet<string> = new Set(['execution', 'make', 'phase-plan']);

export type MayTake = { kind: 'own' } | { kind: 'other'; bundle: string } | { kind: 'no'; why: string };

export function mayTake(state: RunState, me: { node: string; home: string }): MayTake {
  const { lead, base, created } = state;
  if (lead?.node === me.node && lead.home === me.home) return { kind: 'own' };
  if (lead === null) return { kind: 'no', why: 'no node leads it' };
  if (!base) return { kind: 'no', why: 'its files are not captured yet' };
  if (base.bundle === undefined) return { kind: 'no', why: 'its files cannot travel' };
  const kinds = [...created.template.phases, ...state.phases.map((it) => it.template)].map((it) => it.kind);
  if (kinds.some((kind) => WRITING.has(kind))) return { kind: 'no', why: 'its workers may write' };
  return { kind: 'other', bundle: base.bundle };
}

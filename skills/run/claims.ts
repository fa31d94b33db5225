// What an accepted result claims to have seen: every piece of its evidence, to be looked up.

import type { Claims } from './effect.ts';
import type { DispatchState, RunState } from './state.ts';

export const claimsOf = (state: RunState, { id, verdicts }: DispatchState): Claims => ({
  findings: state.raised.filter((it) => it.dispatch === id).map(({ ref, finding }) => ({ ref, evidence: finding.evidence })),
  verdicts: verdicts.map(({ verdict: { finding, evidence = [] } }) => ({ finding, evidence })),
  gaps: state.gaps.flatMap((it) => (it.dispatch === id && it.id !== undefined ? [{ gap: it.id, evidence: it.gap.evidence ?? [] }] : [])),
});

// Looks up every piece of evidence in an accepted result, before anybody spends a token on it.

import type { Evidence, EvidenceCheck } from '../../../contracts/findings/finding.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import { dispatchOf } from '../../../skills/run/state.ts';
import { checkEvidence } from '../../../validators/evidence/check-evidence.ts';
import { openEvidenceSource } from '../../../validators/evidence/source.ts';
import type { EffectContext } from '../effect-context.ts';
import { mustHave } from '../must-have.ts';

type Order = Extract<RunEffect, { kind: 'check-evidence' }>;

export async function checkRunEvidence(
  run: string,
  { dispatch: id }: Order,
  { runs }: EffectContext,
  signal: AbortSignal,
): Promise<RunObservation> {
  const state = runs.state(run);
  const base = mustHave(state.base, `${run} has no base yet`);
  const dispatch = mustHave(dispatchOf(state, id), `${id} is not a dispatch of ${run}`);
  const source = openEvidenceSource({
    gitDir: base.gitDir,
    commit: base.commit,
    from: base.kind === 'git' ? base.from : undefined,
    signal,
  });
  try {
    const check = (evidence: readonly Evidence[]): Promise<EvidenceCheck[]> => Promise.all(evidence.map((it) => checkEvidence(it, source)));
    const mine = state.raised.filter((it) => it.dispatch === id);
    const findings = [];
    for (const it of mine) findings.push({ ref: it.ref, checks: await check(it.finding.evidence) });
    const verdicts = [];
    for (const { verdict } of dispatch.verdicts) verdicts.push({ finding: verdict.finding, checks: await check(verdict.evidence ?? []) });
    const gaps = [];
    for (const { id: gap, gap: named } of state.gaps.filter((it) => it.dispatch === id))
      if (gap !== undefined) gaps.push({ gap, checks: await check(named.evidence ?? []) });
    return { kind: 'evidence', dispatch: id, findings, verdicts, gaps };
  } finally {
    await source.close();
  }
}

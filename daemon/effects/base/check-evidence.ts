// Checks every piece of evidence in an accepted result before any token is spent on it, and what an analysis says that it looked at.

import type { Evidence, EvidenceCheck } from '../../../contracts/findings/finding.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import { checkEvidence } from '../../../validators/evidence/check-evidence.ts';
import { markUntouched } from '../../../validators/evidence/range/since-when.ts';
import type { EffectContext } from '../effect-context.ts';
import { receiptFor } from './receipt.ts';

type Order = Extract<RunEffect, { kind: 'check-evidence' }>;

/** Findings that are checked before other work gets its turn. */
const AT_A_TIME = 20;

export async function checkRunEvidence(
  run: string,
  { dispatch, base, findings, verdicts, gaps, looks }: Order,
  context: EffectContext,
  signal: AbortSignal,
): Promise<RunObservation> {
  const { workspace } = context;
  const source = workspace.evidence(base, signal);
  // What an earlier review of the same change has already seen belongs to the change too.
  const left = base.kind === 'git' ? (base.changeFrom ?? base.from) : undefined;
  const change = base.kind === 'git' && left !== base.from ? workspace.evidence({ ...base, from: left }, signal) : source;
  const check = (evidence: readonly Evidence[]): Promise<EvidenceCheck[]> => Promise.all(evidence.map((it) => checkEvidence(it, source)));
  const checkRaised = (evidence: readonly Evidence[]): Promise<EvidenceCheck[]> =>
    Promise.all(evidence.map(async (it) => markUntouched(it, await checkEvidence(it, source), change)));
  try {
    const checked: Extract<RunObservation, { kind: 'evidence' }> = { kind: 'evidence', dispatch, findings: [], verdicts: [], gaps: [] };
    for (const [n, { ref, evidence }] of findings.entries()) {
      // The files are in memory after the first, so nothing below would give way to other work.
      if (n % AT_A_TIME === 0) await context.turn();
      checked.findings.push({ ref, checks: await checkRaised(evidence) });
    }
    for (const [n, { finding, evidence }] of verdicts.entries()) {
      if (n % AT_A_TIME === AT_A_TIME - 1) await context.turn();
      checked.verdicts.push({ finding, checks: await check(evidence) });
    }
    for (const { gap, evidence } of gaps) checked.gaps.push({ gap, checks: await check(evidence) });
    if (looks && 'known' in looks) return { ...checked, receipt: looks.known };
    return looks
      ? { ...checked, receipt: await receiptFor(run, dispatch, base, quotedIn(checked.findings), looks, context, signal) }
      : checked;
  } finally {
    await source.close();
    if (change !== source) await change.close();
  }
}

/** A search that found nothing has no line. */
const quotedIn = (findings: readonly { checks: readonly EvidenceCheck[] }[]): string[] =>
  findings
    .flatMap((it) => it.checks)
    .flatMap(({ outcome, line, path }) => ((outcome === 'found' || outcome === 'moved') && line !== undefined ? (path ?? []) : []));

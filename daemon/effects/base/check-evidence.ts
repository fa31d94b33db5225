// Checks every piece of evidence in an accepted result before any token is spent on it, and what a worker looked at.

import type { Evidence, EvidenceCheck } from '../../../contracts/findings/finding.ts';
import { globTest } from '../../../runtime/globs.ts';
import type { RunEffect, RunObservation, ShownTexts } from '../../../skills/run/effect.ts';
import { checkEvidence } from '../../../validators/evidence/check-evidence.ts';
import { markUntouched } from '../../../validators/evidence/range/since-when.ts';
import { toldBy } from '../../../validators/evidence/told.ts';
import { lookAt } from '../../../validators/looks/at-place.ts';
import type { EffectContext } from '../effect-context.ts';
import { receiptFor } from './receipt.ts';

type CheckEvidenceEffect = Extract<RunEffect, { kind: 'check-evidence' }>;

/** Findings that are checked before other work gets its turn. */
const AT_A_TIME = 20;

export async function checkRunEvidence(
  run: string,
  { dispatch, base, findings, verdicts, gaps, looks }: CheckEvidenceEffect,
  context: EffectContext,
  signal: AbortSignal,
): Promise<RunObservation> {
  const { workspace } = context;
  const source = workspace.evidence(base, signal);
  // What an earlier review of the same change has already seen belongs to the change too.
  const left = base.kind === 'git' ? (base.changeFrom ?? base.from) : undefined;
  const change = base.kind === 'git' && left !== base.from ? workspace.evidence({ ...base, from: left }, signal) : source;
  const told = looks ? toldBy(await textsOf(looks.told, context)) : () => false;
  const lookedUp = async (it: Evidence): Promise<EvidenceCheck> => {
    const checked = await checkEvidence(it, source);
    return checked.line !== undefined && it.quote !== undefined && told(it.quote) ? { ...checked, told: true } : checked;
  };
  const lookUp = async (path: string, quote: string): Promise<string | undefined> =>
    quotedIn([{ checks: [await lookedUp({ path, quote })] }])[0];
  const check = (evidence: readonly Evidence[]): Promise<EvidenceCheck[]> => Promise.all(evidence.map(lookedUp));
  const checkRaised = (evidence: readonly Evidence[]): Promise<EvidenceCheck[]> =>
    Promise.all(evidence.map(async (it) => markUntouched(it, await lookedUp(it), change)));
  try {
    const checked: Extract<RunObservation, { kind: 'evidence' }> = { kind: 'evidence', dispatch, findings: [], verdicts: [], gaps: [] };
    for (const [n, { ref, evidence }] of findings.entries()) {
      // The files are in memory after the first, so nothing below would give way to other work.
      if (n % AT_A_TIME === 0) await context.turn();
      checked.findings.push({ ref, checks: await checkRaised(evidence) });
    }
    for (const { gap, evidence } of gaps) checked.gaps.push({ gap, checks: await check(evidence) });
    const quotes = { found: quotedIn(checked.findings), lookUp };
    const receipt = looks && (await receiptFor({ run, dispatch, base, quotes, looks }, context, signal));
    const scope = looks && (await workspace.scopeFiles(base, looks.scope, signal));
    // What it quotes is judged with what others quote.
    if (receipt && scope) for (const it of checked.findings) it.look = lookAt(placesIn(it.checks), { ...receipt, shown: '' }, scope);
    for (const [n, { finding, evidence, places: named, own, all, globs }] of verdicts.entries()) {
      if (n % AT_A_TIME === AT_A_TIME - 1) await context.turn();
      const places = named ?? (globs && scope && filesThat(globs, scope.files));
      const look = receipt && scope && places ? { look: lookAt(places, receipt, scope, { own, all }) } : {};
      checked.verdicts.push({ finding, checks: await check(evidence), ...look });
    }
    return receipt ? { ...checked, receipt } : checked;
  } finally {
    await source.close();
    if (change !== source) await change.close();
  }
}

async function textsOf({ prompts, words }: ShownTexts, { objects }: EffectContext): Promise<string[]> {
  const read = await Promise.all(prompts.map(async (it) => ((await objects.has(it)) ? (await objects.get(it)).toString('utf8') : '')));
  return [...read, ...words];
}

/** Files that are yet to be made are nowhere: then any look counts. */
function filesThat(globs: readonly string[], files: readonly string[]): string[] {
  const fits = globs.map(globTest);
  return files.filter((path) => fits.some((it) => it(path)));
}

const placesIn = (checks: readonly EvidenceCheck[]): string[] =>
  checks.flatMap(({ outcome, path }) => (outcome === 'absent' ? [] : (path ?? [])));

/** Files from which it quoted what it had not been shown. A search that found nothing has no line. */
const quotedIn = (findings: readonly { checks: readonly EvidenceCheck[] }[]): string[] =>
  findings
    .flatMap((it) => it.checks)
    .flatMap(({ outcome, line, path, told }) =>
      (outcome === 'found' || outcome === 'moved') && line !== undefined && told !== true ? (path ?? []) : [],
    );

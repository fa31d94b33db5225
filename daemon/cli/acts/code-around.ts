// The lines around a finding, from the base that the run looked at, because the working folder may have changed since.

import type { RunView } from '../../../contracts/run/run-view.ts';
import { carriedOut } from '../../../skills/phases/execution/report/sentences.ts';
import type { Dossier } from '../../../skills/report-writer/facts/dossier.ts';
import { openEvidenceSource } from '../../../validators/evidence/source.ts';
import type { CodeAround } from '../screens/lines/code-lines.ts';
import type { Context } from '../words/command.ts';

const AROUND = 4;
/** Only the beginning of a long quote is shown. */
const MOST = 30;

/** Undefined if the finding has no line or the base is gone. */
export async function codeAround(view: RunView, dossier: Dossier, { hide }: Pick<Context, 'hide'>): Promise<CodeAround | undefined> {
  const place = placeOf(dossier);
  if (!place || !view.base) return undefined;
  const { gitDir } = view.base;
  // If the run carried out a plan, that work is what was reviewed.
  const made = carriedOut(view)?.integrated?.head;
  const from = made ? view.base.commit : view.base.kind === 'git' ? view.base.from : undefined;
  const source = openEvidenceSource({ gitDir, commit: made ?? view.base.commit, from });
  try {
    // A base that was pruned, or whose home was moved, cannot be shown.
    const file = await source.file(place.side, place.path).catch(() => undefined);
    if (file?.kind !== 'text') return undefined;
    const all = hide(file.text).split(/\r?\n/);
    const first = Math.max(1, place.line - AROUND);
    const last = Math.min(all.length, place.endLine + AROUND, first + MOST - 1);
    const masked = maskedLines(view, place);
    const lines = all.slice(first - 1, last).map((text, at) => masked.get(first + at) ?? text);
    return { ...place, first, lines };
  } finally {
    await source.close().catch(() => undefined);
  }
}

/** Lines that a worker quoted with a secret masked, for this or another finding: what was masked stays masked. */
function maskedLines({ raised }: RunView, { path, side }: CodePlace): ReadonlyMap<number, string> {
  const masked = new Map<number, string>();
  for (const { finding, checks } of raised)
    for (const [at, { quote, quoteDigest }] of finding.evidence.entries()) {
      const check = checks[at];
      if (quote === undefined || quoteDigest === undefined || check?.line === undefined || check.path !== path) continue;
      if ((check.side ?? 'head') === side) masked.set(check.line, quote);
    }
  return masked;
}

type CodePlace = Pick<CodeAround, 'path' | 'side' | 'line' | 'endLine'>;

/** Where the quote was found, or else where the finding says it is. */
function placeOf({ finding, evidence }: Dossier): CodePlace | undefined {
  for (const { check } of evidence) {
    if (check?.path === undefined || check.line === undefined || check.outcome === 'absent') continue;
    return { path: check.path, side: check.side ?? 'head', line: check.line, endLine: check.endLine ?? check.line };
  }
  const { path, line } = finding;
  return path === undefined || line === undefined ? undefined : { path, side: 'head', line, endLine: line };
}

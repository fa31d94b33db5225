// Whether the places that a writer names exist in the captured project.

import type { Evidence } from '../../../contracts/findings/finding.ts';
import type { Base } from '../../../contracts/run/base.ts';
import { checkEvidence } from '../../../validators/evidence/check-evidence.ts';
import type { EffectContext } from '../effect-context.ts';

const NAMED = 5;

export async function evidenceFault(
  least: number,
  evidence: readonly Evidence[],
  base: Base,
  { workspace }: EffectContext,
  signal: AbortSignal,
): Promise<string | undefined> {
  const source = workspace.evidence(base, signal);
  try {
    const absent: string[] = [];
    let found = 0;
    for (const it of evidence) {
      const { outcome } = await checkEvidence(it, source);
      if (outcome === 'found' || outcome === 'moved') found++;
      else if (outcome === 'absent') absent.push(`${it.path ?? 'a place'}${it.line === undefined ? '' : `:${it.line}`}`);
    }
    if (absent.length > 0) {
      const more = absent.length > NAMED ? ` and ${absent.length - NAMED} more` : '';
      return `not found in the project: ${absent.slice(0, NAMED).join(', ')}${more}`;
    }
    return found >= least ? undefined : `${found} of ${evidence.length} named places were found by their quotes; at least ${least} must be`;
  } finally {
    await source.close();
  }
}

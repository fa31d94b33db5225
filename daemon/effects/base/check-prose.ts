// Looks up the code that a report's prose names, so that names found in no source are marked.

import type { RunView } from '../../../contracts/run/run-view.ts';
import { rethrowShortage } from '../../../runtime/shortage.ts';
import { codeInProse, sourcesOf } from '../../../skills/report-writer/facts/prose.ts';
import { lookForProse, type ProseLook } from '../../../validators/evidence/prose.ts';
import type { EffectContext } from '../effect-context.ts';

/** Without names or without a base there is nothing to complain about; a failed lookup is mentioned in the report. */
export async function checkProse(view: RunView, { workspace }: EffectContext): Promise<ProseLook> {
  const spans = codeInProse(view);
  if (spans.length === 0) return { missing: [], searchedAll: true };
  if (view.base === null) return { missing: [], searchedAll: false };
  try {
    const source = workspace.evidence(view.base, new AbortController().signal);
    try {
      return await lookForProse(spans, sourcesOf(view), source);
    } finally {
      await source.close();
    }
  } catch (error) {
    return rethrowShortage(error) ?? { missing: [], searchedAll: false };
  }
}

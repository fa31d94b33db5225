// A worker's questions in one round, as in its prompt: the findings as text, the parts of the skill's instructions that they need,
// and for programs the same as data. A model gets only the text, not everything twice.

import type { Convergence } from '../../../../contracts/findings/convergence.ts';
import type { RaisedFinding } from '../../../../contracts/findings/finding.ts';
import { mapSteps, type Steps } from '../../../../runtime/steps.ts';
import { findingText } from '../grouping/finding-text.ts';
import { type AskedFinding, askedAbout } from './ask.ts';
import { unneededWords } from './skill-words.ts';

export type Questions = {
  /** For the block that programs read. */
  findings: Record<string, unknown>[];
  material: { title: string; text: string }[];
  /** Sections of the skill's instructions that none of the questions needs. */
  leaveOut: string[];
};

export function* questionsFor(
  convergence: Convergence,
  raised: readonly RaisedFinding[],
  seat: string,
  findings: readonly string[],
  reader: 'model' | 'program',
): Steps<Questions> {
  const asked = yield* askedAbout(convergence, raised, seat, findings);
  return {
    findings: asked.map(reader === 'program' ? asData : named),
    material: yield* mapSteps(asked, (it) => ({ title: it.id, text: findingText(it) })),
    leaveOut: unneededWords(asked),
  };
}

const asData = ({ id, title, category, severity, claim, evidence, folded }: AskedFinding) => ({
  id,
  title,
  category,
  severity,
  claim,
  evidence,
  ...(folded ? { folded } : {}),
});

const named = ({ id, title }: AskedFinding) => ({ id, title });

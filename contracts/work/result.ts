// A worker's result file: the only thing that counts as an answer. Unknown keys are ignored, missing required ones are errors with
// the path of the key.

import { Finding, Verdict } from '../findings/finding.ts';
import { Gap } from '../findings/gap.ts';
import { DispatchId } from '../ids.ts';
import { Written } from '../make/artifact.ts';
import { Plan } from '../plan/plan.ts';
import { Proposal } from '../plan/proposal.ts';
import * as z from '../schema.ts';
import { Role } from '../task/agent.ts';
import { PhaseTemplate } from '../task/template.ts';
import { exactText, freeText, wholeList } from '../text.ts';
import { NarrativeBlock } from './narrative.ts';
import { ClaimedLooks } from './receipt.ts';

export const RESULT_CAP = 2 * 1024 * 1024;

/** The limit for findings, or verdicts. */
export const LONGEST_LIST = 2000;

export const Result = z.object({
  dispatch: DispatchId,
  nonce: exactText(100).min(1),
  role: Role,
  status: z.enum(['done', 'blocked']),
  question: freeText(4000).optional().describe('with status blocked: what a person must answer'),
  summary: freeText(16_384),
  findings: wholeList(Finding, LONGEST_LIST).default([]),
  verdicts: wholeList(Verdict, LONGEST_LIST).default([]),
  plan: Plan.optional(),
  proposal: Proposal.optional().describe('for an executor'),
  artifact: Written.optional().describe('for a writer'),
  phases: wholeList(PhaseTemplate, 20).optional().describe('for a planner that is asked which phases come next'),
  narrative: wholeList(NarrativeBlock, 500).default([]),
  gaps: wholeList(Gap, 200).default([]),
  /** What was looked at, in the worker's words: `checked 214 files by 31 rules`. */
  coverage: freeText(4000).optional(),
  looked: ClaimedLooks.default([]).describe('what you opened and searched; an answer without findings that opened nothing does not count'),
  notes: freeText(16_384).optional(),
  toolCalls: z.int().min(0).optional(),
});
export type Result = z.infer<typeof Result>;

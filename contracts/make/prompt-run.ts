// What is reported about a prompt run, however it ended: its manifest in `state/<phase>/`, and a part of report.json. Null means
// that it did not get that far.

import { Digest, DispatchId, RunId, SeatName } from '../ids.ts';
import * as z from '../schema.ts';
import { exactText, freeText } from '../text.ts';
import { Usage } from '../usage.ts';
import { Artifact, CheckOutcome, MakingId, MakingStage, MakingStateName, PromptInput, StopReason } from './artifact.ts';
import { Params, PromptName } from './prompt.ts';

export const PromptRun = z.strictObject({
  schema: z.literal('prompt-run@1'),
  id: MakingId,
  prompt: PromptName,
  params: Params,
  state: MakingStateName,
  /** Its current stage; if it failed, `endedIn` says how far it got. */
  stage: MakingStage,
  endedIn: MakingStage.nullable(),
  reason: freeText(4000),
  parent: MakingId.nullable(),
  children: z.array(MakingId),
  depth: z.int(),
  /** The file of the prompt, as it was read. */
  source: z.strictObject({ from: z.enum(['project', 'home']), path: z.string(), digest: Digest }).nullable(),
  inputs: z.array(PromptInput).nullable(),
  /** The text with all macros replaced, and the digest over everything that the result depends on. */
  compiled: z.strictObject({ digest: Digest, bytes: z.int(), key: Digest }).nullable(),
  dispatches: z.array(z.strictObject({ dispatch: DispatchId, seat: SeatName, round: z.int() })),
  drafts: z.array(z.strictObject({ round: z.int(), dispatch: DispatchId, digest: Digest, bytes: z.int(), checks: z.array(CheckOutcome) })),
  stop: StopReason.nullable(),
  artifact: Artifact.nullable(),
  /** For a skipped one: the prompt run that made exactly the same, and what that had cost. */
  reused: z.strictObject({ run: RunId, making: exactText(20), saved: Usage }).nullable(),
});
export type PromptRun = z.infer<typeof PromptRun>;

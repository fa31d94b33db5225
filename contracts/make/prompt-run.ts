// What is told of one prompt run, at every end: its manifest in `state/<phase>/`, and a part of report.json. Null is
// where it did not get to.

import { Digest, DispatchId, RunId, SeatName } from '../ids.ts';
import * as z from '../schema.ts';
import { exact, words } from '../text.ts';
import { Usage } from '../usage.ts';
import { Artifact, CheckOutcome, MakingId, MakingStage, MakingStateName, PromptInput, StopReason } from './artifact.ts';
import { Params, PromptName } from './prompt.ts';

export const PromptRun = z.strictObject({
  schema: z.literal('prompt-run@1'),
  id: MakingId,
  prompt: PromptName,
  params: Params,
  state: MakingStateName,
  /** Where it stands; of one that failed, `endedIn` is how far it came. */
  stage: MakingStage,
  endedIn: MakingStage.nullable(),
  reason: words(4000),
  parent: MakingId.nullable(),
  children: z.array(MakingId),
  depth: z.int(),
  /** The file of the prompt, as it was read. */
  source: z.strictObject({ from: z.enum(['project', 'home']), path: z.string(), digest: Digest }).nullable(),
  inputs: z.array(PromptInput).nullable(),
  /** The text with everything in place, and the digest over all that the result depends on. */
  compiled: z.strictObject({ digest: Digest, bytes: z.int(), key: Digest }).nullable(),
  dispatches: z.array(z.strictObject({ dispatch: DispatchId, seat: SeatName, round: z.int() })),
  drafts: z.array(z.strictObject({ round: z.int(), dispatch: DispatchId, digest: Digest, bytes: z.int(), checks: z.array(CheckOutcome) })),
  stop: StopReason.nullable(),
  artifact: Artifact.nullable(),
  /** Of a skipped one: which prompt run has made the very same, and what that had cost. */
  reused: z.strictObject({ run: RunId, making: exact(20), saved: Usage }).nullable(),
});
export type PromptRun = z.infer<typeof PromptRun>;

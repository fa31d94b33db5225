// What happens to prompts that are made: each is a prompt run of its own, with its inputs, its drafts and its artifact.

import { Digest, DispatchId, PhaseKey, RunId, SeatName } from '../../../contracts/ids.ts';
import { Artifact, CheckOutcome, MacroKind, MakingId, PromptCall, PromptInput, StopReason } from '../../../contracts/make/artifact.ts';
import { Params, PromptFront } from '../../../contracts/make/prompt.ts';
import * as z from '../../../contracts/schema.ts';
import { exact, listOf, PathText, words } from '../../../contracts/text.ts';
import { Usage } from '../../../contracts/usage.ts';

const of = { phase: PhaseKey, making: MakingId };

const MacroUse = z.strictObject({
  kind: MacroKind,
  name: PathText,
  params: Params,
  line: z.int().min(1),
  column: z.int().min(1),
});

export const MAKE_EVENTS = {
  /** A prompt is to be made: the one that the task names, or one that another generates. */
  'making.planned': z.strictObject({ ...of, call: PromptCall, parent: MakingId.nullable(), depth: z.int().min(0).max(20) }),
  'making.begun': z.strictObject({ ...of, prompt: exact(64) }),
  /** Its file was read: where it was found, what it says, and its macros. `params` are all, defaults included. */
  'making.analysed': z.strictObject({
    ...of,
    prompt: exact(64),
    from: z.enum(['project', 'home']),
    path: PathText,
    /** Of the file, which is in the object store as it was read. */
    digest: Digest,
    front: PromptFront,
    params: Params,
    macros: listOf(MacroUse, 1000),
    /** A prompt of the same name that was passed over. */
    duplicate: PathText.nullable(),
  }),
  /** Every macro has its text. `text` and `pieces` are in the object store; `key` is over all that the result depends on. */
  'making.compiled': z.strictObject({
    ...of,
    prompt: exact(64),
    inputs: listOf(PromptInput, 1000),
    text: Digest,
    pieces: Digest,
    bytes: z.int().min(0),
    key: Digest,
    /** While it is made, others with this key wait for it. */
    claims: z.literal(true).optional(),
  }),
  /** A worker is asked to write; `round` counts from 1, more than 1 where faults were sent back. */
  'making.asked': z.strictObject({ ...of, dispatch: DispatchId, seat: SeatName, round: z.int().min(1) }),
  /** What it wrote, and what came of each check. */
  'making.checked': z.strictObject({
    ...of,
    dispatch: DispatchId,
    round: z.int().min(1),
    digest: Digest,
    bytes: z.int().min(0),
    checks: listOf(CheckOutcome, 60),
  }),
  /** The artifact of a prompt, made and kept: what came in is in `making.compiled` of the same prompt run. */
  'artifact.made': z.strictObject({ ...of, call: PromptCall, prompt: Digest, dispatch: DispatchId, artifact: Artifact }),
  'making.ended': z.strictObject({
    ...of,
    prompt: exact(64),
    state: z.enum(['success', 'failed', 'skipped']),
    reason: words(4000),
    /** Why nothing more was sent back; null where it did not come so far. */
    stop: StopReason.nullable(),
    /** Of a skipped one: the run that has made the very same, and what that had cost. */
    reused: z.strictObject({ run: RunId, making: MakingId, artifact: Artifact, saved: Usage }).nullable(),
  }),
} as const;

export type MadePayload<T extends keyof typeof MAKE_EVENTS> = z.infer<(typeof MAKE_EVENTS)[T]>;

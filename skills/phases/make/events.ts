// The events of prompts that are made: each is a prompt run of its own, with inputs, drafts and an artifact.

import { Digest, DispatchId, PhaseKey, RunId, SeatName } from '../../../contracts/ids.ts';
import { Artifact, CheckOutcome, MacroKind, MakingId, PromptCall, PromptInput, StopReason } from '../../../contracts/make/artifact.ts';
import { Params, PromptFront } from '../../../contracts/make/prompt.ts';
import * as z from '../../../contracts/schema.ts';
import { exactText, freeText, PathText, wholeList } from '../../../contracts/text.ts';
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
  'making.begun': z.strictObject({ ...of, prompt: exactText(64) }),
  /** Its file was read: where it was found, its contents and its macros. `params` are complete, with defaults. */
  'making.analysed': z.strictObject({
    ...of,
    prompt: exactText(64),
    from: z.enum(['project', 'home']),
    path: PathText,
    /** Of the file as it was read, which is in the object store. */
    digest: Digest,
    front: PromptFront,
    params: Params,
    macros: wholeList(MacroUse, 1000),
    /** A prompt of the same name that was ignored. */
    duplicate: PathText.nullable(),
  }),
  /** Every macro has its text. `text` and `pieces` are in the object store; `key` covers everything that the result depends on. */
  'making.compiled': z.strictObject({
    ...of,
    prompt: exactText(64),
    inputs: wholeList(PromptInput, 1000),
    text: Digest,
    pieces: Digest,
    bytes: z.int().min(0),
    key: Digest,
    /** Others with this key wait while it is made. */
    claims: z.literal(true).optional(),
  }),
  /** A worker is asked to write; `round` counts from 1, and is higher if faults were sent back. */
  'making.asked': z.strictObject({ ...of, dispatch: DispatchId, seat: SeatName, round: z.int().min(1) }),
  /** What it wrote, and the result of each check. */
  'making.checked': z.strictObject({
    ...of,
    dispatch: DispatchId,
    round: z.int().min(1),
    digest: Digest,
    bytes: z.int().min(0),
    checks: wholeList(CheckOutcome, 60),
  }),
  /** The artifact of a prompt was made and stored; its inputs are in `making.compiled` of the same prompt run. */
  'artifact.made': z.strictObject({ ...of, call: PromptCall, prompt: Digest, dispatch: DispatchId, artifact: Artifact }),
  'making.ended': z.strictObject({
    ...of,
    prompt: exactText(64),
    state: z.enum(['success', 'failed', 'skipped']),
    reason: freeText(4000),
    /** Why no further draft was requested; null if it did not get that far. */
    stop: StopReason.nullable(),
    /** For a skipped prompt run: the run that made exactly the same, and what that had cost. */
    reused: z.strictObject({ run: RunId, making: MakingId, artifact: Artifact, saved: Usage }).nullable(),
  }),
} as const;

export type MadePayload<T extends keyof typeof MAKE_EVENTS> = z.infer<(typeof MAKE_EVENTS)[T]>;

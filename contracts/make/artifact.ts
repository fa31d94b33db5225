// The inputs and results of a prompt run: its inputs with where each was found, the artifact, and the outcome of each check.

import { Evidence } from '../findings/finding.ts';
import { Digest } from '../ids.ts';
import * as z from '../schema.ts';
import { exactText, freeText, PathText, wholeList } from '../text.ts';
import { ArtifactKind, ArtifactName, ParamName, PromptName, Space } from './prompt.ts';

/** `p1`, `p2`: the prompt runs of one run, in the order in which they were planned. */
export const MakingId = exactText(20).regex(/^p[1-9]\d*$/, 'a prompt run such as p1');
export type MakingId = z.infer<typeof MakingId>;

/** A position in the file of a prompt. */
const At = { line: z.int().min(1), column: z.int().min(1) };

export const MacroKind = z.enum(['require', 'optional', 'generate', 'file', 'param']);
export type MacroKind = z.infer<typeof MacroKind>;

/** The value of a macro. `from` says where it was found: a space, a prompt run, or the project. */
export const PromptInput = z.strictObject({
  macro: MacroKind,
  name: PathText,
  ...At,
  /** Null for an optional artifact that does not exist. */
  found: z
    .strictObject({
      from: exactText(64),
      path: PathText.nullable(),
      digest: Digest,
      bytes: z.int().min(0),
      /** Other places with the same name, which were ignored. */
      duplicates: wholeList(PathText, 20),
    })
    .nullable(),
});
export type PromptInput = z.infer<typeof PromptInput>;

/** Its bytes are in the object store under the digest, and in a file of the home. */
export const Artifact = z.strictObject({
  name: ArtifactName,
  kind: ArtifactKind,
  digest: Digest,
  bytes: z.int().min(0),
  space: Space,
  /** The file in the home, and the one in the project if the prompt names one, relative to the project. */
  kept: PathText,
  path: PathText.nullable(),
});
export type Artifact = z.infer<typeof Artifact>;

/** What a worker writes. */
export const Written = z.object({
  text: exactText(1_500_000).min(1).describe('the whole artifact, as it is to stand in its file'),
  evidence: wholeList(Evidence, 200).optional().describe('where in the project the statements of the text are found'),
});
export type Written = z.infer<typeof Written>;

export const CheckOutcome = z.strictObject({
  what: freeText(200),
  kind: z.enum(['form', 'schema', 'pattern', 'command', 'evidence']),
  held: z.boolean(),
  says: freeText(4000),
});
export type CheckOutcome = z.infer<typeof CheckOutcome>;

/** Why no further draft is requested. */
export const StopReason = z.enum(['quality-met', 'limit', 'gain-too-small', 'budget']);
export type StopReason = z.infer<typeof StopReason>;

export const MakingStateName = z.enum(['pending', 'running', 'success', 'failed', 'skipped']);
export type MakingStateName = z.infer<typeof MakingStateName>;

export const MakingStage = z.enum(['pending', 'analysis', 'compilation', 'processing', 'complete', 'failed']);
export type MakingStage = z.infer<typeof MakingStage>;

/** A prompt by name with its parameters: if it is called twice in one run, it is made once. */
export const PromptCall = z.strictObject({ prompt: PromptName, params: z.record(ParamName, exactText(4000)) });
export type PromptCall = z.infer<typeof PromptCall>;

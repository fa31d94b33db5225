// A plan: what would be done, in stages that can be proved one by one. Every list has its most, so that one of
// half a million wrong entries is refused for its length and not for each of them.

import { z } from 'zod';

export const ValidatorSpec = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('build-pass'), command: z.string().describe('a name that the project or the plan defines') }),
  z.strictObject({ kind: z.literal('test-pass'), command: z.string() }),
  z.strictObject({ kind: z.literal('command-pass'), command: z.string() }),
  z.strictObject({ kind: z.literal('file-changed'), globs: z.array(z.string()).min(1).max(200) }),
  z.strictObject({ kind: z.literal('artifact-exists'), path: z.string() }),
  z.strictObject({ kind: z.literal('approval'), asks: z.string() }),
]);
export type ValidatorSpec = z.infer<typeof ValidatorSpec>;

export const Stage = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  title: z.string(),
  goal: z.string(),
  owner: z.string(),
  dependsOn: z.array(z.string()).max(200),
  files: z.array(z.string()).min(1).max(500),
  steps: z
    .array(z.strictObject({ action: z.string(), detail: z.string() }))
    .min(1)
    .max(100),
  tddExemption: z.string().optional(),
  sliceValue: z.string(),
  acceptance: z.string(),
  validators: z.array(ValidatorSpec).max(100),
  exitContract: z.string(),
  toolProfile: z.array(z.string()).max(100),
});
export type Stage = z.infer<typeof Stage>;

export const Plan = z.strictObject({
  goal: z.string(),
  acceptance: z.array(z.strictObject({ description: z.string(), validator: ValidatorSpec })).max(200),
  options: z
    .array(
      z.strictObject({
        title: z.string(),
        pros: z.array(z.string()).max(100),
        cons: z.array(z.string()).max(100),
        notes: z.string().optional(),
      }),
    )
    .max(50),
  recommended: z.string(),
  commands: z.record(z.string(), z.array(z.string()).min(1).max(200)).default({}),
  stages: z.array(Stage).min(1).max(200),
  rollback: z.string(),
  checklist: z.array(z.string()).max(500),
  requirementCoverage: z.array(z.strictObject({ requirement: z.string(), stages: z.array(z.string()).max(200) })).max(500),
});
export type Plan = z.infer<typeof Plan>;

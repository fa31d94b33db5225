// A plan: what would be done, in stages that can be proved one by one.

import { z } from 'zod';

export const ValidatorSpec = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('build-pass'), command: z.string().describe('a name that the project or the plan defines') }),
  z.strictObject({ kind: z.literal('test-pass'), command: z.string() }),
  z.strictObject({ kind: z.literal('command-pass'), command: z.string() }),
  z.strictObject({ kind: z.literal('file-changed'), globs: z.array(z.string()).min(1) }),
  z.strictObject({ kind: z.literal('artifact-exists'), path: z.string() }),
  z.strictObject({ kind: z.literal('approval'), asks: z.string() }),
]);
export type ValidatorSpec = z.infer<typeof ValidatorSpec>;

export const Stage = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  title: z.string(),
  goal: z.string(),
  owner: z.string(),
  dependsOn: z.array(z.string()),
  files: z.array(z.string()).min(1),
  steps: z.array(z.strictObject({ action: z.string(), detail: z.string() })).min(1),
  tddExemption: z.string().optional(),
  sliceValue: z.string(),
  acceptance: z.string(),
  validators: z.array(ValidatorSpec),
  exitContract: z.string(),
  toolProfile: z.array(z.string()),
});
export type Stage = z.infer<typeof Stage>;

export const Plan = z.strictObject({
  goal: z.string(),
  acceptance: z.array(z.strictObject({ description: z.string(), validator: ValidatorSpec })),
  options: z.array(
    z.strictObject({ title: z.string(), pros: z.array(z.string()), cons: z.array(z.string()), notes: z.string().optional() }),
  ),
  recommended: z.string(),
  commands: z.record(z.string(), z.array(z.string()).min(1)).default({}),
  stages: z.array(Stage).min(1),
  rollback: z.string(),
  checklist: z.array(z.string()),
  requirementCoverage: z.array(z.strictObject({ requirement: z.string(), stages: z.array(z.string()) })),
});
export type Plan = z.infer<typeof Plan>;

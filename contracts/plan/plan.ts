// A plan: the work to do, in stages that can be proved one by one. Every list has a limit, so that one with half a million wrong
// entries is refused for its length and not for each entry.

import * as z from '../schema.ts';
import { exact, listOf, PathText, words } from '../text.ts';

const Name = exact(1000);
const Sentences = words(16_384);

export const ValidatorSpec = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('build-pass'), command: Name.describe('a name that the project or the plan defines') }),
  z.strictObject({ kind: z.literal('test-pass'), command: Name }),
  z.strictObject({ kind: z.literal('command-pass'), command: Name }),
  z.strictObject({ kind: z.literal('file-changed'), globs: listOf(PathText, 200).min(1) }),
  z.strictObject({ kind: z.literal('artifact-exists'), path: PathText }),
  z.strictObject({ kind: z.literal('approval'), asks: Sentences }),
]);
export type ValidatorSpec = z.infer<typeof ValidatorSpec>;

export const Stage = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  title: Sentences,
  goal: Sentences,
  owner: Name,
  dependsOn: listOf(Name, 200),
  files: listOf(PathText, 500).min(1),
  tests: listOf(PathText, 100).min(1).optional().describe('globs of its test files, where their names do not tell'),
  steps: listOf(z.strictObject({ action: Sentences, detail: Sentences }), 100).min(1),
  tddExemption: Sentences.optional(),
  sliceValue: Sentences,
  acceptance: Sentences,
  validators: listOf(ValidatorSpec, 100),
  exitContract: Sentences,
  toolProfile: listOf(Name, 100),
});
export type Stage = z.infer<typeof Stage>;

export const Plan = z.strictObject({
  goal: Sentences,
  acceptance: listOf(z.strictObject({ description: Sentences, validator: ValidatorSpec }), 200),
  options: listOf(
    z.strictObject({
      title: Sentences,
      pros: listOf(Sentences, 100),
      cons: listOf(Sentences, 100),
      notes: Sentences.optional(),
    }),
    50,
  ),
  recommended: Sentences,
  commands: z.record(Name, listOf(exact(4096), 200).min(1)).default({}),
  stages: listOf(Stage, 200).min(1),
  rollback: Sentences,
  checklist: listOf(Sentences, 500),
  requirementCoverage: listOf(z.strictObject({ requirement: Sentences, stages: listOf(Name, 200) }), 500),
});
export type Plan = z.infer<typeof Plan>;

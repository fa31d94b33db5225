// A plan: the work to do, in stages that can be proved one by one. Every list has a limit, so that one with half a million wrong
// entries is refused for its length and not for each entry.

import * as z from '../schema.ts';
import { exactText, freeText, PathText, wholeList } from '../text.ts';

const Name = exactText(1000);
const Sentences = freeText(16_384);

export const ValidatorSpec = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('build-pass'), command: Name.describe('a name that the project or the plan defines') }),
  z.strictObject({ kind: z.literal('test-pass'), command: Name }),
  z.strictObject({ kind: z.literal('command-pass'), command: Name }),
  z.strictObject({ kind: z.literal('file-changed'), globs: wholeList(PathText, 200).min(1) }),
  z.strictObject({ kind: z.literal('artifact-exists'), path: PathText }),
  z.strictObject({ kind: z.literal('approval'), asks: Sentences }),
]);
export type ValidatorSpec = z.infer<typeof ValidatorSpec>;

export const Stage = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  title: Sentences,
  goal: Sentences,
  owner: Name,
  dependsOn: wholeList(Name, 200),
  files: wholeList(PathText, 500).min(1),
  tests: wholeList(PathText, 100).min(1).optional().describe('globs of its test files, where their names do not tell'),
  steps: wholeList(z.strictObject({ action: Sentences, detail: Sentences }), 100).min(1),
  tddExemption: Sentences.optional(),
  sliceValue: Sentences,
  acceptance: Sentences,
  validators: wholeList(ValidatorSpec, 100),
  exitContract: Sentences,
  toolProfile: wholeList(Name, 100),
});
export type Stage = z.infer<typeof Stage>;

export const Plan = z.strictObject({
  goal: Sentences,
  acceptance: wholeList(z.strictObject({ description: Sentences, validator: ValidatorSpec }), 200),
  options: wholeList(
    z.strictObject({
      title: Sentences,
      pros: wholeList(Sentences, 100),
      cons: wholeList(Sentences, 100),
      notes: Sentences.optional(),
    }),
    50,
  ),
  recommended: Sentences,
  commands: z.record(Name, wholeList(exactText(4096), 200).min(1)).default({}),
  stages: wholeList(Stage, 200).min(1),
  rollback: Sentences,
  checklist: wholeList(Sentences, 500),
  requirementCoverage: wholeList(z.strictObject({ requirement: Sentences, stages: wholeList(Name, 200) }), 500),
});
export type Plan = z.infer<typeof Plan>;

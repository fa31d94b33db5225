// What an executor says about its work when it is done. The commands it says it ran are information, never proof.

import * as z from '../schema.ts';
import { freeText, PathText, wholeList } from '../text.ts';

const Sentences = freeText(16_384);

export const Proposal = z.object({
  title: freeText(200).min(1),
  summary: Sentences,
  amend: wholeList(z.object({ path: PathText, reason: Sentences.min(1) }), 200)
    .default([])
    .describe('files outside the stage that had to be changed, each with the reason'),
  follows: wholeList(Sentences, 50).default([]).describe('what the next stages should know'),
});
export type Proposal = z.infer<typeof Proposal>;

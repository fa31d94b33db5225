// What an executor says about its work when it is done. The commands it says it ran are information, never proof.

import * as z from '../schema.ts';
import { listOf, PathText, words } from '../text.ts';

const Sentences = words(16_384);

export const Proposal = z.object({
  title: words(200).min(1),
  summary: Sentences,
  amend: listOf(z.object({ path: PathText, reason: Sentences.min(1) }), 200)
    .default([])
    .describe('files outside the stage that had to be changed, each with the reason'),
  follows: listOf(Sentences, 50).default([]).describe('what the next stages should know'),
});
export type Proposal = z.infer<typeof Proposal>;

// The words of a report-writer. Facts are the program's; a narrative block says what it rests on,
// and one that rests on nothing is dropped.

import { z } from 'zod';

export const NarrativeBlock = z.object({
  kind: z.enum(['summary', 'theme', 'first', 'finding', 'open-question']),
  title: z.string().max(200).optional(),
  text: z.string().min(1).max(8000),
  /** Finding ids, dispatch ids or artifact names. */
  refs: z.array(z.string().max(200)).max(200),
});
export type NarrativeBlock = z.infer<typeof NarrativeBlock>;

/** A block as the program let it pass. */
export const CheckedBlock = z.strictObject({
  ...NarrativeBlock.shape,
  seat: z.string(),
  traced: z.enum(['all', 'some', 'none']),
  dropped: z.array(z.string()).describe('references that name nothing in this run'),
});
export type CheckedBlock = z.infer<typeof CheckedBlock>;

// The words of a report-writer. Facts come from the program; each block of a narrative names what it is based on, and a block based
// on nothing is dropped.

import { SeatName } from '../ids.ts';
import * as z from '../schema.ts';
import { exactText, freeText, wholeList } from '../text.ts';

export const NarrativeBlock = z.object({
  kind: z.enum(['summary', 'theme', 'first', 'finding', 'open-question']),
  title: freeText(200).optional(),
  text: freeText(8000).min(1),
  /** Finding ids, dispatch ids or artifact names. */
  refs: wholeList(exactText(200), 200),
});
export type NarrativeBlock = z.infer<typeof NarrativeBlock>;

/** A block that passed the program's check. */
export const CheckedBlock = z.strictObject({
  ...NarrativeBlock.shape,
  seat: SeatName,
  traced: z.enum(['all', 'some', 'none']),
  dropped: wholeList(exactText(200), 200).describe('references that name nothing in this run'),
});
export type CheckedBlock = z.infer<typeof CheckedBlock>;

// An error in a run: a line of its `errors.jsonl` and of the report. Workers report their own problems; failures of Muster itself
// come from the lead.

import * as z from '../schema.ts';
import { exactText, freeText } from '../text.ts';
import { ErrorLine } from '../work/heartbeat.ts';

export const WorkerError = z.object({ ...ErrorLine.shape, dispatch: exactText(60), attempt: z.int(), seat: exactText(150) });

export const LeadError = z.object({
  ts: exactText(40),
  type: z.literal('lead-failure'),
  /** What it was about to do, such as starting an attempt, as the key of the effect; or `conclude`, if the run ended because of it. */
  step: exactText(500),
  code: freeText(100),
  message: freeText(4000),
  /** The number of the try, and when the next one was due. */
  try: z.int().optional(),
  retryAt: exactText(40).optional(),
});

export const RunError = z.union([LeadError, WorkerError]);
export type RunError = z.infer<typeof RunError>;

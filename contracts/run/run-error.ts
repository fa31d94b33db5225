// One thing that went wrong in a run: a line of its `errors.jsonl`, and of the report. A worker tells what failed it;
// failures of Muster itself come from the lead.

import * as z from '../schema.ts';
import { exact, words } from '../text.ts';
import { ErrorLine } from '../work/heartbeat.ts';

export const WorkerError = z.object({ ...ErrorLine.shape, dispatch: exact(60), attempt: z.int(), seat: exact(150) });

export const LeadError = z.object({
  ts: exact(40),
  type: z.literal('lead-failure'),
  /** What it was about to do, such as to start an attempt, by the key of the effect; or `conclude`, where the run ended because of it. */
  step: exact(500),
  code: words(100),
  message: words(4000),
  /** Which try it was, and when the next one was due. */
  try: z.int().optional(),
  retryAt: exact(40).optional(),
});

export const RunError = z.union([LeadError, WorkerError]);
export type RunError = z.infer<typeof RunError>;

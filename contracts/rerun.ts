// A batch of runs that were repeated with one command: what was selected, and what became of each. Stored in the home
// (`reruns/<id>.json`), so that one can ask later how they ended.

import { RunId } from './ids.ts';
import * as z from './schema.ts';
import { Timestamp } from './time.ts';

const BatchId = z.string().regex(/^b-[a-z2-7]{6,10}$/);

export const RerunRow = z.strictObject({
  run: RunId,
  title: z.string(),
  /** `ended failed: no-result` */
  was: z.string(),
  outcome: z.enum(['submitted', 'joined', 'would-run', 'passed-over', 'refused', 'over-max']),
  again: RunId.nullable(),
  why: z.string(),
});
export type RerunRow = z.infer<typeof RerunRow>;

export const RerunBatch = z.strictObject({
  schema: z.literal('rerun@1'),
  /** Null for a dry run, which is not stored. */
  id: BatchId.nullable(),
  at: Timestamp,
  selector: z.strictObject({
    /** As they were named; empty if the failed runs of a project were meant. */
    runs: z.array(z.string()),
    project: z.string().nullable(),
    failed: z.boolean(),
    max: z.int().nullable(),
  }),
  rows: z.array(RerunRow),
});
export type RerunBatch = z.infer<typeof RerunBatch>;

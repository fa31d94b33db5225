// A run as one line of a list.

import { stands } from '../../../contracts/findings/state-order.ts';
import type { RunView } from '../../../contracts/run/run-view.ts';
import * as z from '../../../contracts/schema.ts';
import { Timestamp } from '../../../contracts/time.ts';
import { inconclusiveSeats } from '../../../skills/wording/looks.ts';

export const RunLine = z.strictObject({
  run: z.string(),
  status: z.string(),
  degraded: z.boolean(),
  /** The task requires judgement, and only rule-based analysers looked. */
  unjudged: z.boolean(),
  /** A worker that was asked to look gave no answer that counts. */
  inconclusive: z.boolean(),
  title: z.string(),
  project: z.string(),
  createdAt: Timestamp,
  endedAt: Timestamp.nullable(),
  /** Findings that a reader should act on or judge, as in `muster findings`: also those that nobody examined. */
  findings: z.int(),
  report: z.string().nullable(),
});
export type RunLine = z.infer<typeof RunLine>;

/** Adds what is searched, and what is counted over many runs. */
export const ListedRun = z.strictObject({
  ...RunLine.shape,
  seq: z.int(),
  type: z.string(),
  task: z.string().nullable(),
  usd: z.number().nullable(),
  /** Questions that wait for a person. */
  open: z.int(),
});
export type ListedRun = z.infer<typeof ListedRun>;

export const runLineOf = (view: RunView): RunLine => ({
  run: view.id,
  status: view.status,
  degraded: view.degraded,
  unjudged: view.judgement?.came === 'not-judged',
  inconclusive: inconclusiveSeats(view).length > 0,
  title: view.task.title,
  project: view.task.project,
  createdAt: view.createdAt,
  endedAt: view.endedAt,
  findings: view.findings.filter(stands).length,
  report: view.report?.path ?? null,
});

// An approved plan as it is carried out: its stages, what each name of a command means, and what every place is given.

import { andMore } from '../cut.ts';
import { Digest, RunId } from '../ids.ts';
import * as z from '../schema.ts';
import { exact, firstOf, listOf, PathText, words } from '../text.ts';
import { Plan, Stage } from './plan.ts';

/** An ignored file of the project that places need, as it was when the plan was opened. */
export const Included = z.strictObject({ path: PathText, digest: Digest, executable: z.boolean() });
export type Included = z.infer<typeof Included>;

export const OpenedPlan = z.strictObject({
  from: RunId,
  plan: Digest,
  goal: words(16_384),
  /** The repository of the home in which every head is kept. */
  gitDir: PathText,
  stages: listOf(Stage, 200).min(1),
  /** Those that the task does not ask for. */
  skipped: listOf(Stage.shape.id, 200),
  /** The project's own commands included. */
  commands: z.record(exact(1000), listOf(exact(4096), 200).min(1)),
  /** When the change as a whole is done. */
  acceptance: Plan.shape.acceptance,
  include: listOf(Included, 50),
  /** What has changed in the project since the plan was made, as far as the plan rests on it. */
  moved: firstOf(words(4096), 200, andMore),
});
export type OpenedPlan = z.infer<typeof OpenedPlan>;

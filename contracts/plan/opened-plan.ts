// An approved plan as it is carried out: its stages, the meaning of each command name, and what every workplace is given.

import { andMore } from '../cut.ts';
import { Digest, RunId } from '../ids.ts';
import * as z from '../schema.ts';
import { cuttableList, exactText, freeText, PathText, wholeList } from '../text.ts';
import { Plan, Stage } from './plan.ts';

/** An ignored file of the project that workplaces need, as it was when the plan was opened. */
export const Included = z.strictObject({ path: PathText, digest: Digest, executable: z.boolean() });
export type Included = z.infer<typeof Included>;

export const OpenedPlan = z.strictObject({
  from: RunId,
  plan: Digest,
  goal: freeText(16_384),
  /** The home's repository that contains every head. */
  gitDir: PathText,
  stages: wholeList(Stage, 200).min(1),
  /** Stages that the task does not ask for. */
  skipped: wholeList(Stage.shape.id, 200),
  /** Including the project's own commands. */
  commands: z.record(exactText(1000), wholeList(exactText(4096), 200).min(1)),
  /** When the change as a whole is done. */
  acceptance: Plan.shape.acceptance,
  include: wholeList(Included, 50),
  /** What has changed in the project since the plan was made, as far as the plan is based on it. */
  moved: cuttableList(freeText(4096), 200, andMore),
});
export type OpenedPlan = z.infer<typeof OpenedPlan>;

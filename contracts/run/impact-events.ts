// What changes of inputs mean for artifacts that were made from them, as a run that noticed it has recorded it: what is made
// again, what is left as debt with the reason, and which debts are settled.

import { Digest, RunId } from '../ids.ts';
import { PromptCall } from '../make/artifact.ts';
import * as z from '../schema.ts';
import { listOf, PathText } from '../text.ts';

export const DebtReason = z.enum(['below-threshold', 'depth', 'cycle', 'budget']);
export type DebtReason = z.infer<typeof DebtReason>;

/** Names of the lineage, such as `file:notes.md`. */
const NodeName = PathText;

/** One input of an artifact that is not what the artifact was made from, and why it was left so. */
export const Debt = z.strictObject({
  dependent: NodeName,
  source: NodeName,
  /** As it was used, and as it was when this was noticed; null where it was not there any more. */
  old: Digest,
  now: Digest.nullable(),
  /** Of this input; `total` is over all inputs of the dependent. */
  magnitude: z.number().min(0).max(1),
  total: z.number().min(0).max(1),
  reason: DebtReason,
});
export type Debt = z.infer<typeof Debt>;

/** An artifact that is to be made again: by a run of its own, with the task of the run that made it before. */
export const Again = z.strictObject({
  dependent: NodeName,
  call: PromptCall,
  /** The run that made it before. */
  like: RunId,
  /** How far it is from the input that a person changed. */
  depth: z.int().min(1),
  magnitude: z.number().min(0).max(1),
  /** The changed inputs: the same change asks for the same run. */
  change: Digest,
});
export type Again = z.infer<typeof Again>;

export const IMPACT_EVENTS = {
  'impact.assessed': z.strictObject({
    project: PathText,
    debts: listOf(Debt, 2000),
    settled: listOf(z.strictObject({ dependent: NodeName, source: NodeName }), 2000),
    again: listOf(Again, 1000),
  }),
} as const;

export type ImpactAssessed = z.infer<(typeof IMPACT_EVENTS)['impact.assessed']>;

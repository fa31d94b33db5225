// What changed inputs mean for artifacts made from them, as recorded by the run that noticed: what is made again, what is left as
// debt and why, and which debts are settled.

import { Digest, RunId } from '../ids.ts';
import { PromptCall } from '../make/artifact.ts';
import * as z from '../schema.ts';
import { PathText, wholeList } from '../text.ts';

export const DebtReason = z.enum(['below-threshold', 'depth', 'cycle', 'budget']);
export type DebtReason = z.infer<typeof DebtReason>;

/** Names of the lineage, such as `file:notes.md`. */
const NodeName = PathText;

/** An input that has changed since an artifact was made from it, and why the artifact was left as it is. */
export const Debt = z.strictObject({
  dependent: NodeName,
  source: NodeName,
  /** As it was used, and as it was when this was noticed; null if it no longer existed. */
  old: Digest,
  now: Digest.nullable(),
  /** The change of this input; `total` is over all inputs of the dependent. */
  magnitude: z.number().min(0).max(1),
  total: z.number().min(0).max(1),
  reason: DebtReason,
});
export type Debt = z.infer<typeof Debt>;

/** An artifact to make again: by a run of its own, with the task of the run that made it before. */
export const Again = z.strictObject({
  dependent: NodeName,
  call: PromptCall,
  /** The run that made it before. */
  like: RunId,
  /** Its distance from the input that a person changed. */
  depth: z.int().min(1),
  magnitude: z.number().min(0).max(1),
  /** A digest of the changed inputs: the same change asks for the same run. */
  change: Digest,
});
export type Again = z.infer<typeof Again>;

export const IMPACT_EVENTS = {
  'impact.assessed': z.strictObject({
    project: PathText,
    debts: wholeList(Debt, 2000),
    settled: wholeList(z.strictObject({ dependent: NodeName, source: NodeName }), 2000),
    again: wholeList(Again, 1000),
  }),
} as const;

export type ImpactAssessed = z.infer<(typeof IMPACT_EVENTS)['impact.assessed']>;

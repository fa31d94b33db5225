// What a phase that carries out a plan reports: each stage, what was proved about it, and where its result is.

import { Digest, RunId } from '../ids.ts';
import * as z from '../schema.ts';

export const STAGE_STATES = [
  'pending',
  'claimed',
  'working',
  'proposed',
  'verifying',
  'verified',
  'accepted',
  'unproved',
  'rejected',
  'unavailable',
  'interrupted',
  'unreachable',
  'skipped',
  'superseded',
] as const;
export const StageStateName = z.enum(STAGE_STATES);
export type StageStateName = z.infer<typeof StageStateName>;

export const ShownProof = z.object({
  validator: z.string(),
  /** Empty if it is not a command. */
  argv: z.array(z.string()),
  /** `fails`, `passes`, `not run` or `–`, on each of the three trees. */
  b: z.string(),
  t: z.string(),
  h: z.string(),
  outcome: z.enum(['proves', 'guards', 'fails', 'vacuous', 'unavailable', 'asks']),
  why: z.string(),
});
export type ShownProof = z.infer<typeof ShownProof>;

export const PlanExecution = z.object({
  plan: Digest,
  from: RunId,
  goal: z.string(),
  /** The home's repository that contains every head. */
  gitDir: z.string(),
  stages: z.array(
    z.object({
      id: z.string(),
      n: z.int(),
      title: z.string(),
      state: StageStateName,
      attempts: z.int(),
      seat: z.string().nullable(),
      base: z.string().nullable(),
      head: z.string().nullable(),
      /** The ref that keeps the head in that repository. */
      ref: z.string().nullable(),
      files: z.array(z.string()),
      summary: z.string(),
      exempt: z.string().nullable(),
      proofs: z.array(ShownProof),
      /** `c42`: what its commands printed is kept under this name; null if none ran. */
      checks: z.string().nullable().default(null),
      /** Why it is in its state: sentences about the newest attempt. */
      reasons: z.array(z.string()),
      /** Why earlier attempts did not count. */
      before: z.array(z.object({ attempt: z.int(), reasons: z.array(z.string()) })),
      /** What a person has to look at, or accepted. */
      asks: z.array(z.string()),
      left: z.string().nullable(),
      /** The run that verified it before, and whose work was reused. */
      takenFrom: RunId.nullable().default(null),
      dependsOn: z.array(z.string()).default([]),
      /** The outside client that carries it out. */
      heldBy: z.object({ name: z.string(), until: z.string() }).nullable().default(null),
    }),
  ),
  /** The union of the finished stages; null until they are merged. */
  integrated: z
    .object({
      state: z.enum(['proving', 'proved', 'red', 'conflict', 'unavailable']),
      /** The stages in it, in the order in which they were merged. */
      stages: z.array(z.string()),
      head: z.string().nullable(),
      tree: z.string().nullable(),
      /** Which stage breaks it, with what, and how; or what prevents the check. */
      breaks: z.object({ stage: z.string(), with: z.string().nullable() }).nullable(),
      why: z.array(z.string()),
      /** Proved on the whole change: B is the base of the run, H all of it. */
      criteria: z.array(z.object({ description: z.string(), met: z.boolean(), proof: ShownProof.nullable() })),
    })
    .nullable(),
});
export type PlanExecution = z.infer<typeof PlanExecution>;

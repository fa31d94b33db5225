// What the program saw when it put the heads of several stages together and ran their validators on the result. Facts
// only; skills/phases/execution/union/ says what they come to.

import { z } from 'zod';
import { andMore } from '../cut.ts';
import { exact, firstOf, listOf, words } from '../text.ts';
import { Stage, ValidatorSpec } from './plan.ts';
import { Ran, Snapshot } from './proof.ts';

const StageId = Stage.shape.id;

export const UnionCheck = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('command'),
    stage: StageId,
    spec: ValidatorSpec,
    argv: listOf(exact(4096), 200).min(1),
    ran: Ran,
    /** A red once more: what is red only now and then breaks nothing. */
    again: Ran.nullable(),
  }),
  z.strictObject({ kind: z.literal('artifact'), stage: StageId, spec: ValidatorSpec, there: z.boolean() }),
]);
export type UnionCheck = z.infer<typeof UnionCheck>;

export const UnionProof = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('merged'), head: Snapshot, checks: listOf(UnionCheck, 20_000) }),
  /** They change the same lines; `stage` is the first whose work does not fit those before it. */
  z.strictObject({ kind: z.literal('conflict'), stage: StageId, paths: firstOf(words(4096), 200, andMore) }),
  /** The program could not do it, after many tries. */
  z.strictObject({ kind: z.literal('unavailable'), why: words(4000) }),
]);
export type UnionProof = z.infer<typeof UnionProof>;

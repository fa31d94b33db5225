// What the program saw when it merged the heads of several stages and ran their validators on the result. Facts only;
// skills/phases/execution/union/ judges them.

import { andMore } from '../cut.ts';
import * as z from '../schema.ts';
import { cuttableList, exactText, freeText, wholeList } from '../text.ts';
import { Stage, ValidatorSpec } from './plan.ts';
import { CheckRun, Snapshot } from './proof.ts';

const StageId = Stage.shape.id;

export const UnionCheck = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('command'),
    stage: StageId,
    spec: ValidatorSpec,
    argv: wholeList(exactText(4096), 200).min(1),
    ran: CheckRun,
    /** A failure is run again: a flaky one breaks nothing. */
    again: CheckRun.nullable(),
  }),
  z.strictObject({ kind: z.literal('artifact'), stage: StageId, spec: ValidatorSpec, there: z.boolean() }),
]);
export type UnionCheck = z.infer<typeof UnionCheck>;

/** A conflict in a file as git marks it, with both sides; or, without a line, git's message about a file that it cannot mark. */
export const Hunk = z.strictObject({ path: freeText(4096), line: z.int().min(1).nullable(), text: freeText(4000) });
export type Hunk = z.infer<typeof Hunk>;

const Paths = cuttableList(freeText(4096), 200, andMore);
const Hunks = cuttableList(Hunk, 40, (left) => ({ path: andMore(left), line: null, text: '' }));

/** Two stages that change the same places in different ways. */
export const Conflict = z.strictObject({
  /** The later of the two. */
  stage: StageId,
  /** Null if it merges with each of the others alone, but not with all of them. */
  with: StageId.nullable(),
  paths: Paths,
  hunks: Hunks,
});
export type Conflict = z.infer<typeof Conflict>;

export const UnionProof = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('merged'), head: Snapshot, checks: wholeList(UnionCheck, 20_000) }),
  /** `stage` is the first whose work conflicts with those before it. Older journals do not say with which of them, and where. */
  z.strictObject({
    kind: z.literal('conflict'),
    ...Conflict.shape,
    with: Conflict.shape.with.optional(),
    hunks: Hunks.optional(),
  }),
  /** The program failed to merge them after many tries. */
  z.strictObject({ kind: z.literal('unavailable'), why: freeText(4000) }),
]);
export type UnionProof = z.infer<typeof UnionProof>;

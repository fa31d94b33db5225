// What the program saw when it put the heads of several stages together and ran their validators on the result. Facts
// only; skills/phases/execution/union/ says what they come to.

import { andMore } from '../cut.ts';
import * as z from '../schema.ts';
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

/** A block of a file as git leaves it, with both sides; or, without a line, what git says of a file in which it can leave none. */
export const Hunk = z.strictObject({ path: words(4096), line: z.int().min(1).nullable(), text: words(4000) });
export type Hunk = z.infer<typeof Hunk>;

const Paths = firstOf(words(4096), 200, andMore);
const Hunks = firstOf(Hunk, 40, (left) => ({ path: andMore(left), line: null, text: '' }));

/** Two stages that change the same places in different ways. */
export const Conflict = z.strictObject({
  /** The later one of them. */
  stage: StageId,
  /** Null where it fits to each of the others, and not to all of them. */
  with: StageId.nullable(),
  paths: Paths,
  hunks: Hunks,
});
export type Conflict = z.infer<typeof Conflict>;

export const UnionProof = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('merged'), head: Snapshot, checks: listOf(UnionCheck, 20_000) }),
  /** `stage` is the first whose work does not fit those before it. Older journals do not say with which of them, and where. */
  z.strictObject({
    kind: z.literal('conflict'),
    ...Conflict.shape,
    with: Conflict.shape.with.optional(),
    hunks: Hunks.optional(),
  }),
  /** The program could not do it, after many tries. */
  z.strictObject({ kind: z.literal('unavailable'), why: words(4000) }),
]);
export type UnionProof = z.infer<typeof UnionProof>;

// What the program saw when it ran a stage's validators: on the base (B), on the base with only the test and judge
// files of the head (T), and on the head (H). Facts only; validators/proof/ says what they come to.

import { andMore } from '../cut.ts';
import { Digest } from '../ids.ts';
import * as z from '../schema.ts';
import { exact, firstOf, listOf, PathText, words } from '../text.ts';
import { ValidatorSpec } from './plan.ts';

export const ObjectName = z.string().regex(/^[0-9a-f]{40,64}$/);
export const Snapshot = z.strictObject({ commit: ObjectName, tree: ObjectName });
export type Snapshot = z.infer<typeof Snapshot>;

const printed = {
  ms: z.int().min(0),
  /** Of what it printed, and of the same without places, times and names made at random. */
  output: Digest,
  shape: Digest,
  end: words(4000),
};

/** A command that was run once on one tree. */
export const Ran = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('exited'), code: z.int(), ...printed }),
  z.strictObject({ kind: z.literal('stopped'), by: z.enum(['signal', 'deadline']), says: words(300), ...printed }),
  z.strictObject({ kind: z.literal('not-run'), why: words(2000) }),
]);
export type Ran = z.infer<typeof Ran>;

const Argv = listOf(exact(4096), 200).min(1);

export const ValidatorProof = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('command'),
    spec: ValidatorSpec,
    argv: Argv,
    base: Ran,
    /** Null where the head changes no test and no judge file. */
    tests: Ran.nullable(),
    head: Ran,
    /** The deciding red and the deciding green once more, where they would prove something. */
    again: z.strictObject({ red: Ran, green: Ran }).nullable(),
  }),
  z.strictObject({ kind: z.literal('files'), spec: ValidatorSpec, changed: firstOf(words(4096), 50, andMore) }),
  z.strictObject({
    kind: z.literal('artifact'),
    spec: ValidatorSpec,
    is: z.enum(['file', 'missing', 'something else']),
    changed: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('approval'), spec: ValidatorSpec }),
]);
export type ValidatorProof = z.infer<typeof ValidatorProof>;

export const StageProof = z.strictObject({
  base: Snapshot,
  head: Snapshot,
  /** The tree of T. Without one, `none` says why. */
  tests: z.union([z.strictObject({ tree: ObjectName }), z.strictObject({ none: words(500) })]),
  validators: listOf(ValidatorProof, 100),
  /** What of the head decides how it is judged: build and test configuration, files that a command names. */
  judges: firstOf(words(4096), 200, andMore),
  /** Files in which tests are gone, left out, emptied or, within the product, changed. */
  lostTests: firstOf(words(4096), 200, andMore).optional(),
  /** New lines of the product by which a linter or compiler looks away, and by which a program ends as if all were well. */
  looksAway: firstOf(words(4096), 50, andMore).optional(),
  ends: firstOf(words(4096), 50, andMore).optional(),
  /** Names of the variables that the commands saw. */
  environment: listOf(exact(200), 500),
});
export type StageProof = z.infer<typeof StageProof>;

/** What changed between a stage's base and its head. */
export const Change = z.strictObject({ status: z.enum(['A', 'M', 'D', 'T']), path: PathText });
export type Change = z.infer<typeof Change>;

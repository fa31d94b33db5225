// What the program saw when it ran a stage's validators: on the base (B), on the base with only the test and build files of the
// head (T), and on the head (H). Facts only; validators/proof/ judges them.

import { andMore } from '../cut.ts';
import { Digest } from '../ids.ts';
import * as z from '../schema.ts';
import { cuttableList, exactText, freeText, PathText, wholeList } from '../text.ts';
import { ValidatorSpec } from './plan.ts';

export const ObjectName = z.string().regex(/^[0-9a-f]{40,64}$/);
export const Snapshot = z.strictObject({ commit: ObjectName, tree: ObjectName });
export type Snapshot = z.infer<typeof Snapshot>;

const printed = {
  ms: z.int().min(0),
  /** Digests of the output, and of the same without places, times and random names. */
  output: Digest,
  shape: Digest,
  end: freeText(4000),
};

/** A command that was run once on one tree. */
export const CheckRun = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('exited'), code: z.int(), ...printed }),
  z.strictObject({ kind: z.literal('stopped'), by: z.enum(['signal', 'deadline']), says: freeText(300), ...printed }),
  z.strictObject({ kind: z.literal('not-run'), why: freeText(2000) }),
]);
export type CheckRun = z.infer<typeof CheckRun>;

const Argv = wholeList(exactText(4096), 200).min(1);

export const ValidatorProof = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('command'),
    spec: ValidatorSpec,
    argv: Argv,
    base: CheckRun,
    /** Null if the head changes no test and no build file. */
    tests: CheckRun.nullable(),
    head: CheckRun,
    /** The deciding failure and the deciding success, run again, if they would prove something. */
    again: z.strictObject({ red: CheckRun, green: CheckRun }).nullable(),
  }),
  z.strictObject({
    kind: z.literal('files'),
    spec: ValidatorSpec,
    changed: cuttableList(freeText(4096), 50, andMore),
    /** None of them has any content left: each was removed, emptied, or replaced by something that is no file. */
    allGone: z.literal(true).optional(),
  }),
  z.strictObject({
    kind: z.literal('artifact'),
    spec: ValidatorSpec,
    is: z.enum(['file', 'missing', 'something else']),
    changed: z.boolean(),
    /** It had content before, and has none now. */
    emptied: z.literal(true).optional(),
  }),
  z.strictObject({ kind: z.literal('approval'), spec: ValidatorSpec }),
]);
export type ValidatorProof = z.infer<typeof ValidatorProof>;

export const StageProof = z.strictObject({
  base: Snapshot,
  head: Snapshot,
  /** The tree of T; if there is none, `none` says why. */
  tests: z.union([z.strictObject({ tree: ObjectName }), z.strictObject({ none: freeText(500) })]),
  validators: wholeList(ValidatorProof, 100),
  /** Changed files that influence how the work is judged: build and test configuration, files that a command names. */
  judges: cuttableList(freeText(4096), 200, andMore),
  /** Lines of these that decide which checks are run, and how strict they are. */
  turned: cuttableList(freeText(4096), 50, andMore).optional(),
  /** Files in which tests were removed, skipped, emptied or, within the product, changed. */
  lostTests: cuttableList(freeText(4096), 200, andMore).optional(),
  /** Files of tests in which lines that were there are gone or changed. */
  rewrittenTests: cuttableList(freeText(4096), 200, andMore).optional(),
  /** New lines of the product that silence a linter or compiler, or that end a program with success. */
  looksAway: cuttableList(freeText(4096), 50, andMore).optional(),
  ends: cuttableList(freeText(4096), 50, andMore).optional(),
  /** New lines of the product that ask whether a test or CI runs it. */
  knowsJudge: cuttableList(freeText(4096), 50, andMore).optional(),
  /** Names of the environment variables that the commands saw. */
  environment: wholeList(exactText(200), 500),
});
export type StageProof = z.infer<typeof StageProof>;

/** What changed between a stage's base and its head. */
export const Change = z.strictObject({ status: z.enum(['A', 'M', 'D', 'T']), path: PathText });
export type Change = z.infer<typeof Change>;

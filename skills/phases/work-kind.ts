// What a worker can be asked for: its instructions, its inputs, what its answer must contain, and which events follow from a valid
// answer. A phase has one of these for each kind of worker that it dispatches.

import type * as z from '../../contracts/schema.ts';
import type { Millis } from '../../contracts/time.ts';
import type { ResultFlag } from '../../contracts/work/dispatch.ts';
import type { Result } from '../../contracts/work/result.ts';
import type { MaybeSteps } from '../../runtime/steps.ts';
import type { ResultError } from '../../validators/result/describe-errors.ts';
import type { Contributions } from '../run/contributions.ts';
import type { PromptOrder } from '../run/effect.ts';
import type { StageWork } from '../run/fleet/stage-work.ts';
import type { DispatchState, RunState } from '../run/state.ts';
import type { RunEvent } from './events.ts';

/** A model reads text; a program reads data; neither is sent everything twice. */
export type Reader = 'model' | 'program';

export type Material = {
  title: string;
  text: string;
  /** Never shortened: the output depends on all of it. */
  whole?: true;
};

export type WorkRequest = {
  /** For the block that programs read. */
  inputs: Record<string, unknown>;
  material: Material[];
  /** Headings of sections in the skill's instructions that this worker does not need. */
  leaveOut?: readonly string[];
};

/**
 * What a prompt needs from outside: what has changed and a map of the repository, the plan that was approved in another run, the
 * facts of the report in a file.
 */
export type Need = PromptOrder['needs'][number];

export type AnsweredRequest = {
  dispatch: string;
  phase: string;
  attempt: number;
  seat: string;
  pass: number;
  round: number;
  /** The names of what it was asked about. */
  asked: readonly string[];
  /** How many gaps have a name already. */
  gaps: number;
  /** Every name that a narrative may refer to. */
  known(): ReadonlySet<string>;
};

/** The file of an answer, and the age of its session when it was found. */
export type FoundAnswer = { digest: string; bytes: number; flags: ResultFlag[]; age?: Millis };

export type WorkKind = {
  /** The folder of its SKILL.md, below `skills/`. */
  folder: string;
  output: { schema: z.ZodObject; example: object };
  needs(run: RunState, dispatch: DispatchState): readonly Need[];
  ask(run: RunState, contributions: Contributions, dispatch: DispatchState, reader: Reader): MaybeSteps<WorkRequest>;
  /** The tools it gets, by the names of tool profiles; by default, those that its adapter gives any worker. */
  tools?(run: RunState, dispatch: DispatchState): string[] | undefined;
  /** What it changes, if anything; undefined for work that only reads or that an outside client does. */
  stage?(run: RunState, dispatch: DispatchState): StageWork | undefined;
  /** If its time limits are not those of its role. */
  limits?: 'verdicts';
  /** What an answer must contain beyond the contract, as plain data, if the run could not continue without it. */
  expects?(run: RunState, contributions: Contributions): unknown;
  missing?(result: Result, expected: unknown): ResultError[];
  /** Its answer is a list of further phases, which is checked against the table of kinds. */
  proposes?: true;
  accept(it: AnsweredRequest, result: Result): MaybeSteps<RunEvent[]>;
};

// What a worker can be asked for: the words it reads, what it is given, what its answer must hold, and what of a
// valid answer becomes which events. A phase has one of these for each kind of worker that it dispatches.

import type * as z from '../../contracts/schema.ts';
import type { Millis } from '../../contracts/time.ts';
import type { ResultFlag } from '../../contracts/work/dispatch.ts';
import type { Result } from '../../contracts/work/result.ts';
import type { Soon } from '../../runtime/steps.ts';
import type { ResultError } from '../../validators/result/describe-errors.ts';
import type { PromptOrder } from '../run/effect.ts';
import type { StageWork } from '../run/fleet/stage-work.ts';
import type { Registers } from '../run/registers.ts';
import type { DispatchState, RunState } from '../run/state.ts';
import type { RunEvent } from './events.ts';

/** A model reads text; a program reads data, and is not sent everything twice. */
export type Reader = 'model' | 'program';

export type Material = {
  title: string;
  text: string;
  /** Not cut where it is long: what is written rests on all of it. */
  whole?: true;
};

export type Asked = {
  /** For the block that programs read. */
  inputs: Record<string, unknown>;
  material: Material[];
  /** Sections of the skill's words that this worker has no use for, by their headings. */
  leaveOut?: readonly string[];
};

/**
 * What only the world can tell, and a prompt needs: where the change is and a map of the repository, the plan that was
 * approved in another run, the facts of the report in a file.
 */
export type Need = PromptOrder['needs'][number];

export type Answered = {
  dispatch: string;
  phase: string;
  attempt: number;
  seat: string;
  pass: number;
  round: number;
  /** What it was asked about, by name. */
  asked: readonly string[];
  /** How many gaps have a name already. */
  gaps: number;
  /** Every name that a narrative may refer to. */
  known(): ReadonlySet<string>;
};

/** The file of an answer, and how old its session was when it was found. */
export type Found = { digest: string; bytes: number; flags: ResultFlag[]; age?: Millis };

export type Work = {
  /** Where its SKILL.md stands, below `skills/`. */
  folder: string;
  output: { schema: z.ZodType; example: object };
  needs(run: RunState, dispatch: DispatchState): readonly Need[];
  ask(run: RunState, registers: Registers, dispatch: DispatchState, reader: Reader): Soon<Asked>;
  /** The tools that it is to have, by the names of tool profiles; without, those that its adapter gives any worker. */
  tools?(run: RunState, dispatch: DispatchState): string[] | undefined;
  /** What it changes, where it changes anything; nothing of work that only reads, or that a client does from outside. */
  stage?(run: RunState, dispatch: DispatchState): StageWork | undefined;
  /** Time limits of another kind of work than its role's. */
  limits?: 'verdicts';
  /** What an answer must contain beyond the contract, as plain data, if the run could not continue without it. */
  expects?(run: RunState, registers: Registers): unknown;
  missing?(result: Result, expected: unknown): ResultError[];
  /** Its answer is a list of further phases, each of which the table of kinds is asked about. */
  proposes?: true;
  accept(it: Answered, result: Result): Soon<RunEvent[]>;
};

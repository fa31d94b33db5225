// The effects of a phase that carries out a plan, and their observations. Both are plain data.

import type { Included, OpenedPlan } from '../../../contracts/plan/opened-plan.ts';
import type { ValidatorSpec } from '../../../contracts/plan/plan.ts';
import type { Change, CheckRun, Snapshot, StageProof } from '../../../contracts/plan/proof.ts';
import type { Proposal } from '../../../contracts/plan/proposal.ts';
import type { Conflict, UnionProof } from '../../../contracts/plan/union.ts';
import type { Base } from '../../../contracts/run/base.ts';
import type { Millis, Timestamp } from '../../../contracts/time.ts';
import type { HandedAttempt } from '../../run/fleet/stage-work.ts';

export type StageEffect =
  /** Reads the approved plan again, and what workplaces need from the project. */
  | {
      kind: 'open-plan';
      phase: string;
      from: string;
      base: Base;
      include: readonly string[];
      setup: Places['setup'];
      wanted: readonly string[] | null;
    }
  /**
   * Claims a stage so that other runs of the plan leave it alone, or says which of them has it. The work that an earlier run
   * verified is applied to what the stage builds on here. `told`: the run that is known to hold it.
   */
  | ({
      kind: 'claim-stage';
      base: Base;
      heads: readonly string[];
      from: string;
      plan: string;
      lease: Millis;
      told: string | null;
      /** Only the first attempt looks for the work of an earlier run. */
      first: boolean;
      resolves: readonly string[];
    } & Attempting)
  /** Makes an executor's workplace on what its stage builds on. */
  | ({
      kind: 'prepare-stage';
      heads: readonly StageHead[];
      /** Files in which those heads conflict and which this stage is to resolve; empty for all other stages. */
      resolves: readonly string[];
      checks: number;
      places: Places;
      base: Base;
    } & Attempting)
  /** Commits what an executor left in its workplace. */
  | ({
      kind: 'seal-stage';
      base: Base;
      from: Snapshot;
      path: string;
      title: string;
      plan: string;
      seconds: number;
      include: readonly string[];
      /** In a fleet: the executor was on a host, whose work is brought into the workplace first. */
      handed?: HandedAttempt;
      resolves: readonly string[];
    } & Attempting)
  /** Runs the validators of a stage on its base, on its tests alone and on its head. */
  | ({
      kind: 'prove-stage';
      checks: number;
      places: Places;
      base: Base;
      from: Snapshot;
      head: Snapshot;
      validators: readonly Validator[];
      tests: readonly string[] | null;
      known: readonly KnownRun[];
    } & Attempting)
  /** Merges the heads of stages and runs their validators on the result. */
  | {
      kind: 'prove-union';
      phase: string;
      n: number;
      checks: number;
      places: Places;
      base: Base;
      parts: readonly UnionPart[];
      known: readonly KnownRun[];
    };

/** A stage that another builds on, with its head. */
export type StageHead = { name: string; head: string };

export type StageObservation =
  | { kind: 'plan-opened'; phase: string; opened: OpenedPlan; elsewhere: readonly string[] }
  | { kind: 'plan-refused'; phase: string; why: string }
  | ({ kind: 'stage-granted'; until: Timestamp; passedOver: { run: string; why: string } | null } & Attempting)
  | ({ kind: 'stage-held'; by: string } & Attempting)
  | ({
      kind: 'stage-replayed';
      run: string;
      base: Snapshot;
      head: Snapshot;
      changes: Change[];
      proposal: Proposal | null;
      there: boolean;
    } & Attempting)
  | ({ kind: 'stage-prepared'; base: Snapshot; path: string } & Attempting)
  | ({ kind: 'stage-unavailable'; why: string; hopeless?: true; conflict?: Conflict } & Attempting)
  /** The work of its executor will not arrive any more. */
  | ({ kind: 'stage-lost'; why: string } & Attempting)
  | ({ kind: 'stage-sealed'; head: Snapshot; changes: Change[]; problems: string[] } & Attempting)
  | ({ kind: 'stage-proved'; proof: StageProof } & Attempting)
  | { kind: 'union-proved'; phase: string; n: number; proof: UnionProof };

/** An attempt at a stage. */
export type Attempting = { phase: string; stage: string; attempt: number };

/** What every workplace contains beside its tree, how long a command may run there, and which environment variables it sees. */
export type Places = {
  setup: readonly (readonly string[])[];
  include: readonly Included[];
  deadline: Millis;
  variables: readonly string[];
};

export type Validator = { spec: ValidatorSpec; argv: readonly string[] | null };

/** A stage that is merged with others, in this order, and what is asked of it there. */
export type UnionPart = { stage: string; head: string; validators: readonly Validator[] };

/** The result of a command on a tree, on which it need not be run again. */
export type KnownRun = { tree: string; argv: readonly string[]; ran: CheckRun };

// The state of each stage of a plan that is carried out, and of their unions.

import type { Holder } from '../../../../contracts/plan/holder.ts';
import type { OpenedPlan } from '../../../../contracts/plan/opened-plan.ts';
import type { Stage } from '../../../../contracts/plan/plan.ts';
import type { StageStateName } from '../../../../contracts/plan/plan-execution.ts';
import type { Change, Snapshot, StageProof } from '../../../../contracts/plan/proof.ts';
import type { Proposal } from '../../../../contracts/plan/proposal.ts';
import type { Conflict, UnionProof } from '../../../../contracts/plan/union.ts';

export type Planned = Omit<OpenedPlan, 'stages'> & { run: string };

export type StageState = {
  n: number;
  stage: Stage;
  state: StageStateName;
  /** Counts from 1; 0 before the first attempt. */
  attempt: number;
  /** The number of this step's commands: never reused within a run. */
  checks: number;
  seat: string | null;
  dispatch: string | null;
  base: Snapshot | null;
  path: string | null;
  proposal: Proposal | null;
  sealed: { head: Snapshot; changes: Change[]; outside: string[]; problems: string[] } | null;
  proof: StageProof | null;
  reasons: string[];
  asks: string[];
  hopeless: boolean;
  /** A conflict in what it builds on. */
  conflict: Conflict | null;
  /** Attempts that did not count, with the reasons. */
  before: { attempt: number; reasons: string[] }[];
  rejections: number;
  /** Seats that cannot do it at all. */
  declined: string[];
  left: string | null;
  /** A person wants another attempt, even if none are left. */
  again: boolean;
  /** The seat that a person chose for it. */
  prefers: string | null;
  /** The outside client that carries it out, or is about to. */
  holder: Holder | null;
  /** Another run of the plan that is carrying it out and is waited for. */
  awaits: string | null;
  /** The work of an earlier run that was reused. */
  replayed: { run: string; there: boolean } | null;
  /** The work of an earlier run that could not be reused. */
  passedOver: { run: string; why: string } | null;
};

/** The merged heads of some stages, and what their validators showed on it. */
export type Union = {
  n: number;
  stages: string[];
  of: 'all' | 'some';
  /** As in a stage. */
  checks: number;
  proof: UnionProof | null;
  criteria: { proof: StageProof | null; why: string } | null;
};

export type Executed = {
  planned: Planned | null;
  stages: StageState[];
  unions: Union[];
  /** Appended stages, with the union that required each. */
  fixes: { stage: string; union: number; because: string; resolves: Conflict | null }[];
  /** Numbers of the plan's criteria that were met. */
  met: number[];
};

export const NOTHING: Executed = { planned: null, stages: [], unions: [], fixes: [], met: [] };

const FRESH = {
  dispatch: null,
  base: null,
  path: null,
  proposal: null,
  sealed: null,
  proof: null,
  reasons: [],
  asks: [],
  hopeless: false,
  conflict: null,
  left: null,
  again: false,
  awaits: null,
  replayed: null,
} as const satisfies Partial<StageState>;
export const fresh = () => ({ ...FRESH, reasons: [], asks: [] });

export const begun = (stage: Stage, n: number, state: StageStateName): StageState => ({
  n,
  stage,
  state,
  attempt: 0,
  checks: 0,
  seat: null,
  before: [],
  rejections: 0,
  declined: [],
  prefers: null,
  holder: null,
  passedOver: null,
  ...fresh(),
});

export const isDone = ({ state }: StageState): boolean => state === 'verified' || state === 'accepted';

/** It will never be done: nobody tries it again. */
export const isOver = ({ state, left }: StageState): boolean =>
  state === 'unreachable' || state === 'skipped' || state === 'superseded' || left !== null;

// Work on a stage in a fleet: what its workplace is made from, the fence of an attempt, and what was done there before, here or on
// a host. An attempt starts with a clean workplace unless it continues someone's work.

import { localOf } from '../../../contracts/ids.ts';
import type { Included } from '../../../contracts/plan/opened-plan.ts';
import type { Snapshot } from '../../../contracts/plan/proof.ts';
import type { Fence } from '../../../contracts/work/fence.ts';
import type { AttemptState, DispatchState, RunState } from '../state.ts';

/** What a phase says about a stage that one of its workers carries out. */
export type StageWork = {
  phase: string;
  stage: string;
  from: Snapshot;
  include: readonly Included[];
  /** Commands that run in every workplace of the project. */
  setup: boolean;
};

/** What a host has delivered, or was to deliver. */
export type HandedAttempt = { key: string; fence: Fence };

/** `continues`: the attempt on a host whose work must be there first. */
export type Writes = StageWork & { fence: Fence; continues: HandedAttempt | null };

export function fenceOf({ lead }: Pick<RunState, 'lead'>, dispatch: string, attempt: number): Fence {
  return { epoch: lead?.epoch ?? 1, dispatch: Number(localOf(dispatch).slice(1)), attempt };
}

/** What a fence protects: all attempts at one stage of a run. */
export const fencedPlace = (run: string, { phase, stage }: Pick<StageWork, 'phase' | 'stage'>): string => `${run}.${phase}.${stage}`;

export type EarlierWork =
  | { kind: 'clean' }
  /** It continues in its lead's workplace. */
  | { kind: 'here' }
  | { kind: 'handed'; handed: HandedAttempt };

/** Who worked in the workplace before this attempt, for whichever dispatch. */
export function earlierWork(state: RunState, { id, workplace }: DispatchState, n: number): EarlierWork {
  const before = state.dispatches.flatMap((it) =>
    it.workplace === workplace && workplace !== null
      ? it.attempts
          .filter((attempt) => (it.id !== id || attempt.n < n) && attempt.startedAt !== null)
          .map((attempt) => ({ of: it.id, attempt }))
      : [],
  );
  const last = before.at(-1);
  if (before.some(({ attempt }) => !attempt.host)) return { kind: 'here' };
  // Work that was lost with its host has an older fence and is not continued.
  if (!last || last.attempt.reason === 'host-lost') return { kind: 'clean' };
  return { kind: 'handed', handed: handedBy(state, last.of, last.attempt) };
}

export const handedBy = (state: RunState, dispatch: string, { n }: Pick<AttemptState, 'n'>): HandedAttempt => ({
  key: `${dispatch}.${n}`,
  fence: fenceOf(state, dispatch, n),
});

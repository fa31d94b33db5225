// Work on a stage in a fleet: what its workplace is made of, the fence of an attempt, and what was done there before, here or on
// a host. An attempt begins with a clean workplace where nobody's work is to be continued.

import { localOf } from '../../../contracts/ids.ts';
import type { Included } from '../../../contracts/plan/opened-plan.ts';
import type { Snapshot } from '../../../contracts/plan/proof.ts';
import type { Fence } from '../../../contracts/work/fence.ts';
import type { AttemptState, DispatchState, RunState } from '../state.ts';

/** What a phase says of a stage that one of its workers carries out. */
export type StageWork = {
  phase: string;
  stage: string;
  from: Snapshot;
  include: readonly Included[];
  /** Commands that are run in every place of the project. */
  setup: boolean;
};

/** What a host has handed in, or was to. */
export type Handed = { key: string; fence: Fence };

/** `continues`: the attempt on a host whose work is there first. */
export type Writes = StageWork & { fence: Fence; continues: Handed | null };

export function fenceOf({ lead }: Pick<RunState, 'lead'>, dispatch: string, attempt: number): Fence {
  return { epoch: lead?.epoch ?? 1, dispatch: Number(localOf(dispatch).slice(1)), attempt };
}

/** What one fence is about: all attempts at one stage of a run. */
export const fencedPlace = (run: string, { phase, stage }: Pick<StageWork, 'phase' | 'stage'>): string => `${run}.${phase}.${stage}`;

export type Before =
  | { kind: 'clean' }
  /** It goes on in the workplace of its lead. */
  | { kind: 'here' }
  | { kind: 'handed'; handed: Handed };

/** Before an attempt: whoever has worked in its workplace, whichever dispatch it was. */
export function doneBefore(state: RunState, { id, workplace }: DispatchState, n: number): Before {
  const before = state.dispatches.flatMap((it) =>
    it.workplace === workplace && workplace !== null
      ? it.attempts
          .filter((attempt) => (it.id !== id || attempt.n < n) && attempt.startedAt !== null)
          .map((attempt) => ({ of: it.id, attempt }))
      : [],
  );
  const last = before.at(-1);
  if (before.some(({ attempt }) => !attempt.host)) return { kind: 'here' };
  // What was lost with its host is of an older fence, and nobody goes on with that.
  if (!last || last.attempt.reason === 'host-lost') return { kind: 'clean' };
  return { kind: 'handed', handed: handedBy(state, last.of, last.attempt) };
}

export const handedBy = (state: RunState, dispatch: string, { n }: Pick<AttemptState, 'n'>): Handed => ({
  key: `${dispatch}.${n}`,
  fence: fenceOf(state, dispatch, n),
});

// The rules of a run's stream, in the form that the loop takes.

import type { ClaimChange } from '../../../runtime/ledger/ledger.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { isMakingClaim, makingClaims } from '../../../skills/phases/make/claims.ts';
import { isWorkClaim, reuseClaims } from '../../../skills/reuse/claims.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import { RUN_REDUCER, type RunState } from '../../../skills/run/state.ts';
import type { Decider } from '../decider.ts';
import { decideRun, type RunInput } from './decide-run.ts';
import { evolveFrom } from './evolve-all.ts';
import { evolveRun } from './evolve-run.ts';
import { nextRun } from './next-run.ts';

export const RUN_DECIDER: Decider<RunState, RunInput, RunEffect, RunObservation, RunEvent> = {
  actor: { kind: 'lead' },
  reducer: RUN_REDUCER,
  evolve: evolveRun,
  evolveAll: evolveFrom,
  decide: decideRun,
  next: nextRun,
  observed: (observed) => ({ kind: 'observation', observed }),
  tick: { kind: 'tick' },
  refused: (failure) => ({ kind: 'refused', failure }),
  opened: (state, at) => ({ kind: 'opened', alone: at - state.lastAt }),
  jumped: (by) => ({ kind: 'jumped', by }),
  claims: releases,
  seeksAgain: (claim) => isWorkClaim(claim) || isMakingClaim(claim),
};

/** The content of a dropped file is claimed while its run is in progress, so that an editor's second save joins that run. */
export const contentClaim = (text: string, project: string): string => `content/${text}/${project}`;

function releases(state: RunState, events: readonly RunEvent[]): ClaimChange[] {
  const work = [...reuseClaims(state, events), ...makingClaims(state, events)];
  if (!events.some((it) => it.type === 'run.ended')) return work;
  return [...work, { kind: 'release', name: contentClaim(state.created.text, state.created.task.project), owner: state.id }];
}

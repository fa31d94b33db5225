// What a run that is not admitted waits for, in words, and whether it may be admitted now. Pure.

import { basename } from 'node:path';
import type { HouseState } from './house-state.ts';

export type Branch = { project: string; ref: string };

/** The run that writes to a branch; there is at most one. */
const writerOf = (state: HouseState, branch: Branch): string | undefined =>
  state.active.find((run) => {
    const its = state.writes[run];
    return its !== undefined && its.project === branch.project && its.ref === branch.ref;
  });

/** A run that waits for a person takes no slot. When it continues, there may be one run too many for a while. */
const placesTaken = ({ active, resting }: HouseState): number => active.length - resting.length;

/** The first waiting run whose branch is free, if there is a free slot. */
export function nextToAdmit(state: HouseState): string | undefined {
  if (state.draining || placesTaken(state) >= state.maxConcurrentRuns) return undefined;
  return state.waiting.find((run) => {
    const branch = state.writes[run];
    return branch === undefined || writerOf(state, branch) === undefined;
  });
}

export function waitsFor(state: HouseState, run: string): string {
  const branch = state.writes[run];
  const writer = branch && writerOf(state, branch);
  if (branch && writer) return `the branch ${shortRef(branch.ref)} of ${basename(branch.project)}: ${writer} writes to it`;
  if (state.draining) return 'the next daemon, because this one is stopping';
  const places = `${placesTaken(state)} of ${state.maxConcurrentRuns} runs are active`;
  const ahead = Math.max(0, state.waiting.indexOf(run));
  return `a free slot: ${places}${ahead > 0 ? `, ${ahead} ${ahead === 1 ? 'waits' : 'wait'} before it` : ''}`;
}

/** Equal except for the counts, which change with every run that ends and are not worth an event. */
export const sameWait = (a: string, b: string): boolean => withoutCounts(a) === withoutCounts(b);

const withoutCounts = (words: string): string => words.replace(/^a free slot: .*/s, 'a free slot');

const shortRef = (ref: string): string => ref.replace(/^refs\/heads\//, '');

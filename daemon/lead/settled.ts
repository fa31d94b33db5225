// When a dispatch needs nothing more from anybody, and how the next one will be called.

import type { DispatchState, RunState } from './run-state.ts';

/** Over, and what it brought has been looked up. */
export const isSettled = (it: DispatchState): boolean => it.ended !== null && (it.accepted === null || it.examined || !bringsEvidence(it));

export const bringsEvidence = (it: DispatchState): boolean => BRINGS.has(it.skill);

const BRINGS: ReadonlySet<string> = new Set(['analysis', 'convergence', 'critic', 'gap-verification']);

/** The id of the n-th dispatch that one step prepares. */
export const dispatchId = (state: RunState, n: number): string => `${state.id}.d${state.dispatches.length + n + 1}`;

// Whether a dispatch is finished, and the id of the next one.

import type { DispatchState, RunState } from './state.ts';

/** Ended, and its evidence has been looked up. */
export const isSettled = (it: DispatchState): boolean => it.ended !== null && (it.examined || !it.raises);

/** Being cancelled, or never started, is no failure; a result that was refused once would be refused late too, so it is not looked for. */
export const hasFailed = ({ ended }: DispatchState): boolean => ended?.status === 'timeout' || ended?.status === 'error';

/** The id of the n-th dispatch that one step prepares. */
export const dispatchId = (state: RunState, n: number): string => `${state.id}.d${state.dispatches.length + n + 1}`;

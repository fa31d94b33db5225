// When a dispatch is finished, and what the next one will be called.

import type { DispatchState, RunState } from './state.ts';

/** Over, and the evidence that it brought has been looked up. */
export const isSettled = (it: DispatchState): boolean => it.ended !== null && (it.examined || !it.raises);

/** Told to stop, or never begun, is no failure; what was refused once is refused late too, and is not looked for. */
export const hasFailed = ({ ended }: DispatchState): boolean => ended?.status === 'timeout' || ended?.status === 'error';

/** The id of the n-th dispatch that one step prepares. */
export const dispatchId = (state: RunState, n: number): string => `${state.id}.d${state.dispatches.length + n + 1}`;

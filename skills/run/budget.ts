// Applies the run's ceiling to its dispatches: who costs something, what was spent and is reserved, and whether another attempt may
// start.

import { type Ceiling, type Room, roomFor, type Spending } from '../dispatch/budget.ts';
import type { RunEvent } from '../phases/events.ts';
import { knownUsage } from '../wording/usage-sum.ts';
import { currentAttempt, type DispatchState, isLive, type RunState, seatOf } from './state.ts';

export const ceilingOf = ({ created }: RunState): Ceiling => created.task.budget ?? created.template.budget;

const isPaid = (state: RunState, it: DispatchState): boolean => seatOf(state, it.seat)?.paid ?? false;

const wantsToStart = (it: DispatchState): boolean => {
  const attempt = currentAttempt(it);
  return it.ended === null && (attempt === undefined || !isLive(attempt));
};

export function roomOf(state: RunState, dispatch: DispatchState): Room {
  if (!isPaid(state, dispatch)) return { kind: 'free' };
  const paid = state.dispatches.filter((it) => isPaid(state, it));
  const spendings = paid.flatMap((it) =>
    it.attempts.map((one): Spending => ({ share: one.share ?? 0, ended: one.state === 'ended', usage: knownUsage(one) })),
  );
  return roomFor(ceilingOf(state), spendings, paid.filter(wantsToStart).length);
}

/** The ceiling is reached: nothing new starts, running work has finished, and the run ends with what it has. */
export function budgetSpent(state: RunState): RunEvent[] | undefined {
  const attempts = state.dispatches.map(currentAttempt);
  if (state.paused || attempts.some((it) => it !== undefined && isLive(it))) return undefined;
  const refused = state.dispatches.find((it) => wantsToStart(it) && roomOf(state, it).kind === 'spent');
  if (!refused) return undefined;
  const outcome = state.dispatches.some((it) => it.accepted) ? 'completed' : 'failed';
  const message = `the budget of ${ceilingWords(ceilingOf(state))} is used up; ${refused.seat} was not started`;
  return [{ type: 'run.concluding', payload: { outcome, reason: 'budget', message, partial: true } }];
}

const ceilingWords = ({ usd, tokens }: Ceiling): string =>
  [...(usd === undefined ? [] : [`$${usd}`]), ...(tokens === undefined ? [] : [`${tokens} tokens`])].join(' and ');

// When a run reports how many workers it still waits for: once all of them have started, whenever the
// numbers change, and regularly during a long wait, to show that it is alive.

import type { Instant } from '../../../contracts/time.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { type DispatchState, type RunState, runningPhase, standing } from '../../../skills/run/state.ts';
import { anyLive } from './advance-concluding.ts';

export const POLL_REPORT_EVERY = 30_000;
const ROUND_TIME = POLL_REPORT_EVERY / 2;

type Awaited = { pending: readonly DispatchState[]; done: number };

/** The workers that the run is waiting for; undefined if there are none, or if it waits for a person. */
function awaited(state: RunState): Awaited | undefined {
  if (state.paused && !anyLive(state)) return undefined;
  const running = runningPhase(state);
  const inPhase = standing(state).filter((it) => it.phase === running?.template.key);
  const round = Math.max(0, ...inPhase.map((it) => it.round));
  const mine = inPhase.filter((it) => it.round === round);
  const pending = mine.filter((it) => !it.ended);
  return pending.length === 0 ? undefined : { pending, done: mine.length - pending.length };
}

/** When the next report is due even if nothing changes; undefined if no worker is awaited. */
export function pollDueAt(state: RunState): Instant | undefined {
  const waited = awaited(state);
  return waited && dueAt(state, waited);
}

export function reportPoll(state: RunState, at: Instant): RunEvent[] {
  const waited = awaited(state);
  if (!waited) return [];
  const { pending, done } = waited;
  const changed = state.poll?.pending !== pending.length || state.poll.done !== done;
  if (!(changed && pending.every(hasStarted)) && at < dueAt(state, waited)) return [];
  return [{ type: 'poll.reported', payload: { pending: pending.length, done } }];
}

/** Workers that wait for a slot are reported too, but not right after they were dispatched. */
function dueAt({ poll }: RunState, { pending }: Awaited): Instant {
  if (pending.every(hasStarted)) return poll ? afterWait(poll.at) : 0;
  const asked = Math.max(...pending.filter((it) => !hasStarted(it)).map((it) => it.preparedAt));
  return afterWait(Math.max(poll?.at ?? 0, asked));
}

/** Rounded down to a common time, so that all waiting runs report together, in one commit. */
const afterWait = (at: Instant): Instant => Math.floor((at + POLL_REPORT_EVERY) / ROUND_TIME) * ROUND_TIME;

const hasStarted = ({ attempts }: DispatchState): boolean => attempts.some(({ state }) => state !== 'starting');

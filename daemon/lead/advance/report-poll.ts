// When a run says how many of its workers it still waits for: once all of them have started, whenever the numbers change,
// and now and then in a long wait, so that it shows that it is alive.

import type { Instant } from '../../../contracts/time.ts';
import type { RunEvent } from '../../../skills/phases/events.ts';
import { type DispatchState, type RunState, runningPhase, standing } from '../../../skills/run/state.ts';
import { anyLive } from './advance-concluding.ts';

export const POLL_REPORT_EVERY = 30_000;
const ROUND_TIME = POLL_REPORT_EVERY / 2;

type Awaited = { pending: readonly DispatchState[]; done: number };

/** The workers that the run now waits for; nothing when it waits for none, but for a person. */
function awaited(state: RunState): Awaited | undefined {
  if (state.paused && !anyLive(state)) return undefined;
  const running = runningPhase(state);
  const inPhase = standing(state).filter((it) => it.phase === running?.template.key);
  const round = Math.max(0, ...inPhase.map((it) => it.round));
  const mine = inPhase.filter((it) => it.round === round);
  const pending = mine.filter((it) => !it.ended);
  return pending.length === 0 ? undefined : { pending, done: mine.length - pending.length };
}

/** When time alone makes it due; nothing where no worker is waited for. */
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

/** Workers that wait for a place are told of too, but not in the same breath in which they are asked. */
function dueAt({ poll }: RunState, { pending }: Awaited): Instant {
  if (pending.every(hasStarted)) return poll ? afterWait(poll.at) : 0;
  const asked = Math.max(...pending.filter((it) => !hasStarted(it)).map((it) => it.preparedAt));
  return afterWait(Math.max(poll?.at ?? 0, asked));
}

/** At a round time, somewhat earlier than it must be: then all runs that wait report together, in one commit. */
const afterWait = (at: Instant): Instant => Math.floor((at + POLL_REPORT_EVERY) / ROUND_TIME) * ROUND_TIME;

const hasStarted = ({ attempts }: DispatchState): boolean => attempts.some(({ state }) => state !== 'starting');

// The run's working time, which its deadline is compared with: when it counts, and what is taken out of it.
// It stands still while the run waits for a person's word, or for nothing but providers that rest.

import type { Instant, Millis } from '../../contracts/time.ts';
import { openGates } from './gates/gates.ts';
import { isHeld, type RunState } from './state.ts';

/** Starts or stops the clock as the state now wants it. */
export function setClock(state: RunState, at: Instant): RunState {
  const { spent, since } = state.clock;
  const counts = isCounting(state);
  if (counts && since === null) return { ...state, clock: { spent, since: at } };
  if (!counts && since !== null) return { ...state, clock: { spent: spent + Math.max(0, at - since), since: null } };
  return state;
}

function isCounting(state: RunState): boolean {
  if (state.startedAt === null || state.life.kind === 'ended' || state.paused) return false;
  if (state.life.kind === 'awaiting-consent') return false;
  if (state.life.kind === 'concluding') return true;
  return !waitsForPerson(state) && !waitsForProviders(state);
}

/** A worker that still works while a person is asked is not waiting. */
const waitsForPerson = (state: RunState): boolean => openGates(state).length > 0 && state.dispatches.every((it) => it.ended);

function waitsForProviders(state: RunState): boolean {
  // Asked after every event, and hardly ever does one rest.
  if (Object.keys(state.holds).length === 0) return false;
  const open = state.dispatches.filter((it) => it.ended === null);
  return open.length > 0 && open.every((it) => isHeld(state, it));
}

/** The time of day jumped: what was measured against it moves along. */
export function moveClock(state: RunState, by: Millis): RunState {
  const { spent, since } = state.clock;
  const moved = { ...state, clock: { spent, since: since === null ? null : since + by } };
  if (by >= 0) return moved;
  // Set back, it would keep a long wait from showing that it is alive.
  return { ...moved, poll: state.poll && { ...state.poll, at: state.poll.at + by } };
}

export const workedFor = (state: RunState, now: Instant): Millis =>
  state.clock.spent + (state.clock.since === null ? 0 : Math.max(0, now - state.clock.since));

// The run's working time, which counts towards its deadline. It stands still while the run waits for a person, or only for
// providers that rest.

import type { Instant, Millis } from '../../contracts/time.ts';
import { openGates } from './gates/gates.ts';
import { isHeld, type RunState } from './state.ts';

/** Starts or stops the clock according to the state. */
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

/** Not while a worker is still working. */
const waitsForPerson = (state: RunState): boolean => openGates(state).length > 0 && state.dispatches.every((it) => it.ended);

function waitsForProviders(state: RunState): boolean {
  // Checked after every event, and providers rarely rest.
  if (Object.keys(state.holds).length === 0) return false;
  const open = state.dispatches.filter((it) => it.ended === null);
  return open.length > 0 && open.every((it) => isHeld(state, it));
}

/** The time of day jumped: everything measured against it is shifted. */
export function moveClock(state: RunState, by: Millis): RunState {
  const { spent, since } = state.clock;
  const moved = { ...state, clock: { spent, since: since === null ? null : since + by } };
  if (by >= 0) return moved;
  // If the clock was set back, the last poll would lie in the future and suppress further signs of life.
  return { ...moved, poll: state.poll && { ...state.poll, at: state.poll.at + by } };
}

export const workedFor = (state: RunState, now: Instant): Millis =>
  state.clock.spent + (state.clock.since === null ? 0 : Math.max(0, now - state.clock.since));

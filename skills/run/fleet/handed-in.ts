// What a result is worth that a host hands in: one for the attempt that is still the newest of its dispatch is judged like
// any other. One for an attempt that was given up is kept beside it, told, and not counted.

import type { Note } from '../../../contracts/run/run-event.ts';
import { dispatchOf, type RunState } from '../state.ts';

export type HandedIn = { kind: 'current' } | { kind: 'late'; note: Note } | { kind: 'nothing' };

export function handedIn(state: RunState, from: { dispatch: string; attempt: number; host: string; digest: string }): HandedIn {
  const dispatch = dispatchOf(state, from.dispatch);
  const attempt = dispatch?.attempts.find((it) => it.n === from.attempt);
  if (!dispatch || !attempt || dispatch.accepted?.digest === from.digest) return { kind: 'nothing' };
  // Its dispatch may still be saved by it: the phase has not gone on without it.
  if (dispatch.attempts.at(-1) === attempt && !dispatch.accepted && state.life.kind === 'executing') return { kind: 'current' };
  // Whatever was ended on purpose was not wanted any more.
  if (attempt.reason !== 'host-lost') return { kind: 'nothing' };
  const text = `Host ${from.host} handed in a result of ${dispatch.seat} (${from.dispatch}, attempt ${from.attempt}) after it was given up. It is kept as ${lateName(from.attempt)} beside the result, and not counted.`;
  const key = `late:${from.digest.slice(0, 16)}:${from.attempt}`;
  return state.notes.some((it) => it.key === key) ? { kind: 'nothing' } : { kind: 'late', note: { kind: 'anomaly', text, key } };
}

export const lateName = (attempt: number): string => `result.json.attempt-${attempt}.late`;

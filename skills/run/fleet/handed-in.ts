// What a result is worth that a host hands in: one for the attempt that is still the newest of its dispatch is judged like
// any other. One for an attempt that was given up is kept beside it, told, and not counted. The same of work that a host
// does not hand over, because it asked and a later attempt counts.

import type { Note } from '../../../contracts/run/run-event.ts';
import type { KeptWork } from '../../../contracts/work/hosted.ts';
import { dispatchOf, type RunState } from '../state.ts';

export type HandedIn = { kind: 'current' } | { kind: 'late'; note: Note } | { kind: 'nothing' };

type From = { dispatch: string; attempt: number; host: string };

export function handedIn(state: RunState, from: From & { digest: string }): HandedIn {
  const dispatch = dispatchOf(state, from.dispatch);
  const attempt = dispatch?.attempts.find((it) => it.n === from.attempt);
  if (!dispatch || !attempt || dispatch.accepted?.digest === from.digest) return { kind: 'nothing' };
  // Its dispatch may still be saved by it: the phase has not gone on without it. A stage is tried again by another dispatch.
  const over = dispatch.role === 'executor' && dispatch.ended !== null;
  if (dispatch.attempts.at(-1) === attempt && !dispatch.accepted && !over && state.life.kind === 'executing') return { kind: 'current' };
  // Whatever was ended on purpose was not wanted any more.
  if (attempt.reason !== 'host-lost') return { kind: 'nothing' };
  const text = `Host ${from.host} handed in a result of ${dispatch.seat} (${from.dispatch}, attempt ${from.attempt}) after it was given up. It is kept as ${lateName(from.attempt)} beside the result, and not counted.`;
  const key = `late:${from.digest.slice(0, 16)}:${from.attempt}`;
  return state.notes.some((it) => it.key === key) ? { kind: 'nothing' } : { kind: 'late', note: { kind: 'anomaly', text, key } };
}

/** A host keeps work of an older fence: told once. */
export function keptBack(state: RunState, { dispatch: id, attempt, host }: From, { kept }: KeptWork): Note | undefined {
  const dispatch = dispatchOf(state, id);
  const key = `kept:${id}.${attempt}`;
  if (!dispatch || kept === '' || state.notes.some((it) => it.key === key)) return undefined;
  const text = `Host ${host} does not hand over what ${dispatch.seat} (${id}, attempt ${attempt}) has made, because a later attempt counts. It is kept there: ${kept}.`;
  return { kind: 'anomaly', text, key };
}

export const lateName = (attempt: number): string => `result.json.attempt-${attempt}.late`;

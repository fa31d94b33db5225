// What happens to a result that a host delivers. If its attempt is still the newest of its dispatch, it is judged like any other.
// If the attempt was given up, the result is stored beside it and reported, but does not count. The same applies to work that a
// host does not hand over because a later attempt exists.

import type { Note } from '../../../contracts/run/run-event.ts';
import type { WithheldWork } from '../../../contracts/work/hosted.ts';
import { dispatchOf, type RunState } from '../state.ts';

export type Delivery = { kind: 'current' } | { kind: 'late'; note: Note } | { kind: 'nothing' };

type From = { dispatch: string; attempt: number; host: string };

export function judgeDelivery(state: RunState, from: From & { digest: string }): Delivery {
  const dispatch = dispatchOf(state, from.dispatch);
  const attempt = dispatch?.attempts.find((it) => it.n === from.attempt);
  if (!dispatch || !attempt || dispatch.accepted?.digest === from.digest) return { kind: 'nothing' };
  // The result may still save its dispatch, unless the phase has gone on without it. A stage is retried by another dispatch.
  const over = dispatch.role === 'executor' && dispatch.ended !== null;
  if (dispatch.attempts.at(-1) === attempt && !dispatch.accepted && !over && state.life.kind === 'executing') return { kind: 'current' };
  // What was ended on purpose was not wanted any more.
  if (attempt.reason !== 'host-lost') return { kind: 'nothing' };
  const text = `Host ${from.host} handed in a result of ${dispatch.seat} (${from.dispatch}, attempt ${from.attempt}) after it was given up. It is kept as ${lateName(from.attempt)} beside the result, and not counted.`;
  const key = `late:${from.digest.slice(0, 16)}:${from.attempt}`;
  return state.notes.some((it) => it.key === key) ? { kind: 'nothing' } : { kind: 'late', note: { kind: 'anomaly', text, key } };
}

/** A host keeps work with an older fence: reported once. */
export function withheldNote(state: RunState, { dispatch: id, attempt, host }: From, { kept }: WithheldWork): Note | undefined {
  const dispatch = dispatchOf(state, id);
  const key = `kept:${id}.${attempt}`;
  if (!dispatch || kept === '' || state.notes.some((it) => it.key === key)) return undefined;
  const text = `Host ${host} does not hand over what ${dispatch.seat} (${id}, attempt ${attempt}) has made, because a later attempt counts. It is kept there: ${kept}.`;
  return { kind: 'anomaly', text, key };
}

export const lateName = (attempt: number): string => `result.json.attempt-${attempt}.late`;

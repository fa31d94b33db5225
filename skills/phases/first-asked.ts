// The start of a phase that first asks workers: those are its team. If it asks none, its next step says why.

import type { SharedEventOf } from '../../contracts/run/run-event.ts';

export function firstAsked<Event extends { type: string }>(events: readonly Event[]): { team: string[]; events: Event[] } {
  const asked = events.filter((it) => it.type === 'dispatch.prepared') as unknown as {
    payload: SharedEventOf<'dispatch.prepared'>['payload'];
  }[];
  return asked.length === 0 ? { team: [], events: [] } : { team: asked.map((it) => it.payload.seat), events: [...events] };
}

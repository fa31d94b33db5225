// Which events a client gets for a cursor, and how many are left out of the answer. Pure.

import { MusterError } from '../../contracts/errors.ts';

/** Clients give up a call after a minute. */
export const LONGEST_WAIT = 50;
const DEFAULT = 50;

/** In milliseconds. A client that asks for more gets an answer in time, and asks again. */
export const waitOf = (seconds: number): number => Math.min(seconds, LONGEST_WAIT) * 1_000;

type EventQuery = { run: string; after: number | undefined; most?: number | undefined; oldest?: boolean | undefined };

/** `all`: the events after the cursor, in order. */
export type FoundEvents<Event> = { all: readonly Event[]; ended: boolean };

export type EventPage<Event> = {
  events: Event[];
  /** How many were skipped between the given cursor and the first event of the answer. */
  letGo: number;
  /** How many follow the last event of the answer. */
  more: number;
  cursor: number;
  /** The run has ended, and no further events follow. */
  ended: boolean;
};

/** By default the newest are returned. */
export function pageOf<Event extends { seq: number }>(
  { all, ended }: FoundEvents<Event>,
  { after, most = DEFAULT, oldest = false }: EventQuery,
): EventPage<Event> {
  const events = oldest ? all.slice(0, most) : all.slice(-most);
  const left = all.length - events.length;
  const [letGo, more] = oldest ? [0, left] : [left, 0];
  return { events, letGo, more, cursor: events.at(-1)?.seq ?? after ?? 0, ended: ended && more === 0 };
}

/** A cursor from another run could be beyond the end, and events before it would be missed silently. */
export function mustBeReached({ run, after }: EventQuery, isReached: boolean): void {
  if (isReached) return;
  throw new MusterError(
    'usage',
    `${run} has no event ${after} yet, so no answer about it can have had this cursor`,
    'Use the cursor of an answer about this run, or 0 for its beginning.',
  );
}

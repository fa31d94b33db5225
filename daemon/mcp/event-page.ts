// Which events of a run answer a client that asks with a cursor, and what it must be told about those that are not in the answer. Pure.

import { MusterError } from '../../contracts/errors.ts';

/** Clients give a call up after a minute. */
export const LONGEST_WAIT = 50;
const DEFAULT = 50;

/** In milliseconds. Who asks for more gets an answer in time, and asks again. */
export const waitOf = (seconds: number): number => Math.min(seconds, LONGEST_WAIT) * 1_000;

type Asked = { run: string; after: number | undefined; most?: number | undefined; oldest?: boolean | undefined };

/** `all`: what the journal has after the cursor, in order. */
export type Found<Event> = { all: readonly Event[]; ended: boolean };

export type EventPage<Event> = {
  events: Event[];
  /** Between the cursor that was given and the first event of the answer. */
  letGo: number;
  /** Those that follow the last event of the answer. */
  more: number;
  cursor: number;
  /** The run has ended, and nothing of it follows. */
  ended: boolean;
};

/** Without a word about it, the newest are kept. */
export function pageOf<Event extends { seq: number }>(
  { all, ended }: Found<Event>,
  { after, most = DEFAULT, oldest = false }: Asked,
): EventPage<Event> {
  const events = oldest ? all.slice(0, most) : all.slice(-most);
  const left = all.length - events.length;
  const [letGo, more] = oldest ? [0, left] : [left, 0];
  return { events, letGo, more, cursor: events.at(-1)?.seq ?? after ?? 0, ended: ended && more === 0 };
}

/** A cursor of another run could lie behind the end, and what happens until then would be missed without a word. */
export function mustBeReached({ run, after }: Asked, isReached: boolean): void {
  if (isReached) return;
  throw new MusterError(
    'usage',
    `${run} has no event ${after} yet, so no answer about it can have had this cursor`,
    'Use the cursor of an answer about this run, or 0 for its beginning.',
  );
}

// The form of a lifecycle: which states something goes through, and which event takes it from where to where. One row
// is one thing that may happen, with one sentence. The folds obey these tables, and docs/lifecycles.md is printed from them.

import { MusterError } from '../../../contracts/errors.ts';

export type Row<State extends string, Event extends string> = {
  /** Where it stands before; `nothing` where the event is its beginning. */
  from: State | readonly State[] | 'nothing';
  event: Event;
  /** Where it stands after; `same` where it stays what it was. */
  to: State | 'same';
  says: string;
};

export type Lifecycle<State extends string = string, Event extends string = string> = {
  name: string;
  /** What goes through these states, in a sentence or two. */
  about: string;
  /** Each state with what it means. */
  states: Readonly<Record<State, string>>;
  rows: readonly Row<State, Event>[];
};

/** Infers both names from the table, so that a row cannot name a state that has no sentence. */
export const lifecycle = <const State extends string, const Event extends string>(
  table: Lifecycle<State, Event>,
): Lifecycle<State, Event> => table;

type Step<State extends string, Event extends string> = { from: State | 'nothing'; event: Event; to: State };

/** Refuses what has no row. `who` names the one thing that is in this state, for the message. */
export function obey<State extends string, Event extends string>(
  table: Lifecycle<State, Event>,
  who: string,
  { from, event, to }: Step<State, Event>,
): void {
  if (indexOf(table).has(`${from} ${event} ${to}`)) return;
  throw new MusterError(
    'event-illegal',
    `${who}: ${event} is not possible while the ${table.name} is ${stands(from)}${elsewhere(table, event, from)}`,
    'The run is set aside and nothing is lost; `muster journal` shows its events.',
  );
}

const indexes = new WeakMap<Lifecycle, ReadonlySet<string>>();

/** Every step that has a row, made once for each table: a fold asks after each event. */
function indexOf(table: Lifecycle): ReadonlySet<string> {
  const known = indexes.get(table);
  if (known) return known;
  const made = new Set(table.rows.flatMap(({ from, event, to }) => fromOf(from).map((it) => `${it} ${event} ${to === 'same' ? it : to}`)));
  indexes.set(table, made);
  return made;
}

export const fromOf = (from: Row<string, string>['from']): readonly string[] => (typeof from === 'string' ? [from] : from);

const stands = (from: string): string => (from === 'nothing' ? 'not there' : from);

function elsewhere(table: Lifecycle, event: string, from: string): string {
  const places = [...new Set(table.rows.filter((it) => it.event === event).flatMap((it) => fromOf(it.from)))];
  if (places.includes(from)) return ', or leads to another state';
  return places.length === 0 ? '' : `, only while it is ${places.map(stands).join(', ')}`;
}

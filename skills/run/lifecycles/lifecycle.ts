// A lifecycle table: the states of something, and which event takes it from which state to which. Each row is one possible
// transition, with a sentence. The folds obey these tables, and docs/lifecycles.md is generated from them.

import { MusterError } from '../../../contracts/errors.ts';

export type Row<State extends string, Event extends string> = {
  /** The state before; `nothing` if the event creates it. */
  from: State | readonly State[] | 'nothing';
  event: Event;
  /** The state after; `same` if it does not change. */
  to: State | 'same';
  says: string;
};

export type Lifecycle<State extends string = string, Event extends string = string> = {
  name: string;
  /** What goes through these states, in a sentence or two. */
  about: string;
  /** Each state with its meaning. */
  states: Readonly<Record<State, string>>;
  rows: readonly Row<State, Event>[];
};

/** Infers both names from the table, so that a row cannot name a state without a sentence. */
export const lifecycle = <const State extends string, const Event extends string>(
  table: Lifecycle<State, Event>,
): Lifecycle<State, Event> => table;

type Step<State extends string, Event extends string> = { from: State | 'nothing'; event: Event; to: State };

/** Throws if there is no row. `who` names the thing that is in this state; it is called only for the message. */
export function obey<State extends string, Event extends string>(
  table: Lifecycle<State, Event>,
  who: () => string,
  { from, event, to }: Step<State, Event>,
): void {
  if (indexOf(table).get(event)?.get(from)?.has(to)) return;
  throw new MusterError(
    'event-illegal',
    `${who()}: ${event} is not possible while the ${table.name} is ${stands(from)}${elsewhere(table, event, from)}`,
    'The run is set aside and nothing is lost; `muster journal` shows its events.',
  );
}

/** For each state and event, the possible next states. */
type Index = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;

const indexes = new WeakMap<Lifecycle, Index>();

/** Built once for each table, with nested maps instead of joined keys: a fold looks it up for each event. */
function indexOf(table: Lifecycle): Index {
  const known = indexes.get(table);
  if (known) return known;
  const made = new Map<string, Map<string, Set<string>>>();
  for (const { from, event, to } of table.rows) {
    const steps = made.get(event) ?? new Map<string, Set<string>>();
    made.set(event, steps);
    for (const it of fromOf(from)) steps.set(it, (steps.get(it) ?? new Set()).add(to === 'same' ? it : to));
  }
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

// What an index over the journal is: a table whose rows follow from events, one by one, by a pure function.

import type { EventEnvelope } from '../../../contracts/event.ts';

export type IndexedEvent = Pick<EventEnvelope, 'stream' | 'seq' | 'type' | 'at' | 'payload'>;

/** Plain data and one pure function of a module: it can be used on any thread, and gives the same for the same event. */
export type IndexDefinition<Column extends string = string> = {
  /** Small letters; the name of its table is made from it. */
  name: string;
  /** Counts up with every change to what `rows` gives: the table is then rebuilt from the journal. */
  version: number;
  columns: readonly [Column, ...Column[]];
  /** The columns by which rows are looked up. */
  lookups: readonly Column[];
  /** One text for each column. Most events have none. */
  rows(event: IndexedEvent): readonly (readonly string[])[];
};

/** A row by its columns, with the event that it follows from. */
export type IndexRow<Column extends string = string> = Record<Column, string> & { stream: number; seq: number };

export type IndexReader<Column extends string = string> = {
  /** In the order in which they came. */
  where(column: Column, value: string): IndexRow<Column>[];
  /** Only the newest of them. */
  newest(column: Column, value: string): IndexRow<Column> | undefined;
  all(): IterableIterator<IndexRow<Column>>;
};

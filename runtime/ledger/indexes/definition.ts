// An index over the journal: a table whose rows are derived from events, one event at a time, by a pure function.

import type { EventEnvelope } from '../../../contracts/event.ts';

export type IndexedEvent = Pick<EventEnvelope, 'stream' | 'seq' | 'type' | 'at' | 'payload'>;

/** Plain data and a pure function from a module: it can be used on any thread, and returns the same rows for the same event. */
export type IndexDefinition<Column extends string = string> = {
  /** In lower case; the name of its table is made from it. */
  name: string;
  /** Increase it with every change to what `rows` returns: the table is then rebuilt from the journal. */
  version: number;
  columns: readonly [Column, ...Column[]];
  /** The columns by which rows are looked up. */
  lookups: readonly Column[];
  /** One text for each column. Most events have none. */
  rows(event: IndexedEvent): readonly (readonly string[])[];
};

/** A row by its columns, with the event that it comes from. */
export type IndexRow<Column extends string = string> = Record<Column, string> & { stream: number; seq: number };

export type IndexReader<Column extends string = string> = {
  /** In the order in which they were written. */
  where(column: Column, value: string): IndexRow<Column>[];
  /** Only the newest such row. */
  newest(column: Column, value: string): IndexRow<Column> | undefined;
  all(): IterableIterator<IndexRow<Column>>;
};

// Reads the journal back and trusts nothing until its digests are recomputed. Damage is reported with stream and number and
// remembered, so that one broken run can be set aside while the others continue.

import type Database from 'better-sqlite3';
import { MusterError } from '../../contracts/errors.ts';
import type { EventEnvelope, StreamName } from '../../contracts/event.ts';
import { type MaybeSteps, runSteps, type Steps } from '../steps.ts';
import { type Sealed, unseal, unsealRow, unsealRowSteps } from './digest.ts';
import { ledgerFailure } from './failure.ts';
import type { StreamQuery, StreamRow } from './ledger.ts';
import { rowsIn } from './rows.ts';

export type Damage = { stream: StreamName; seq: number; error: MusterError };

export type Reading = {
  /** In steps when one of the events is long. */
  read(stream: StreamName, afterSeq: number, most?: number): MaybeSteps<EventEnvelope[]>;
  /** The events of the commit that starts at this number. */
  commit(stream: StreamName, id: number, seq: number): EventEnvelope[];
  since(position: number, limit: number): MaybeSteps<{ position: number; event: EventEnvelope }[]>;
  streams(query: StreamQuery): StreamRow[];
  damaged(): Damage[];
};

type Later = Sealed & { seq: number; position: number; stream: number };
type Head = { id: number; seq: number; digest: string };
/** A body with more characters takes more than a millisecond to hash, parse and freeze. */
const LONG = 50_000;
/** LIMIT -1 means no limit in SQL. */
const EVERY = -1;

/** A stream by its name and its row id. */
type Named = { stream: StreamName; id: number };

type IndexRow = Omit<StreamRow, 'ended'> & { id: number; ended: number };

export function readingOf(database: Database.Database, path: string): Reading {
  const selectHead = database.prepare<[StreamName], Head>('SELECT id, seq, digest FROM streams WHERE name = ?');
  /** Finds a stream that is missing from the index on names. Rare enough for a full scan. */
  const selectHidden = database.prepare<[StreamName], number>('SELECT id FROM streams NOT INDEXED WHERE name = ?').pluck();
  const selectName = database.prepare<[number], StreamName>('SELECT name FROM streams WHERE id = ?').pluck();
  const selectSince = database.prepare<[number, number], Later>(
    'SELECT position, stream, seq, body, digest FROM events WHERE position > ? ORDER BY position LIMIT ?',
  );
  const rowsOf = streamRowsIn(database);
  const rows = rowsIn(database);
  const names = new Map<number, StreamName>();
  const damages = new Map<StreamName, Damage>();

  function damage(stream: StreamName, seq: number, how: string, cause?: unknown): MusterError {
    const error = new MusterError(
      'ledger-corrupt',
      `the journal of ${stream} is damaged at event ${seq}: ${how}`,
      `This run cannot continue, other runs can. Restore a backup of ${path} if you need its journal.`,
      { cause },
    );
    damages.set(stream, { stream, seq, error });
    return error;
  }

  function unsealed({ body, digest }: Sealed, stream: StreamName, seq: number, prev?: string): EventEnvelope {
    const found = unseal(body, digest, stream, seq, prev);
    if (typeof found === 'string') throw damage(stream, seq, found);
    return found;
  }

  function nameOf(id: number): StreamName {
    const known = names.get(id) ?? selectName.get(id);
    if (known === undefined)
      throw new MusterError('ledger-corrupt', `${path} has events of a stream that is not in its index`, 'Run `muster doctor`.');
    names.set(id, known);
    return known;
  }

  /**
   * The events from `first` on. `whole` is the result of unsealing them together, if that worked; otherwise each is checked alone
   * to find the damaged one.
   */
  function chain(
    { stream, id }: Named,
    row: readonly Sealed[],
    first: number,
    before: string | undefined,
    whole: EventEnvelope[] | undefined,
  ): EventEnvelope[] {
    // Row numbers are distinct and ascend from `first` on, so if the last one is right, all of them are.
    if (whole && (row.length === 0 || rows.has(id, first + row.length - 1))) return whole;
    let prev = before;
    return row.map((one, n) => {
      if (!rows.has(id, first + n)) throw damage(stream, first + n, 'it is missing');
      const event = unsealed(one, stream, first + n, prev);
      prev = event.digest;
      return event;
    });
  }

  /** A broken page that SQLite meets while reading this stream is damage of this stream; others may be on sound pages. */
  function rowsFrom(stream: StreamName, id: number, seq: number, most: number): Sealed[] {
    try {
      return rows.from(id, seq, most);
    } catch (error) {
      const failure = ledgerFailure(error, path, `read ${stream} from event ${seq}`);
      if (failure instanceof MusterError && failure.code === 'ledger-corrupt') throw damage(stream, seq, failure.message, error);
      throw failure;
    }
  }

  /** `some` is the first batch of rows. */
  function* sinceSteps(some: readonly Later[], position: number, limit: number): Steps<{ position: number; event: EventEnvelope }[]> {
    const found: { position: number; event: EventEnvelope }[] = [];
    let from = position;
    for (let rows = some; ; rows = selectSince.all(from, limit - found.length)) {
      for (const row of rows) {
        from = row.position;
        try {
          found.push({ position: row.position, event: unsealed(row, nameOf(row.stream), row.seq) });
        } catch (error) {
          // One stream must not block a consumer of all streams for ever.
          if (!(error instanceof MusterError && error.code === 'ledger-corrupt')) throw error;
        }
        if (isLong(row)) yield;
      }
      if (rows.length === 0 || found.length === limit) return found;
    }
  }

  return {
    damaged: () => [...damages.values()],

    read(stream, afterSeq, most = Number.MAX_SAFE_INTEGER) {
      const head = selectHead.get(stream);
      if (!head && selectHidden.get(stream) !== undefined) throw damage(stream, 1, 'it is not in the index of names');
      if (!head || afterSeq > head.seq) return [];
      // The event before is read as well: the first new one must continue its digest.
      const first = Math.max(1, afterSeq);
      const limit = Math.min(most, head.seq) + (afterSeq === 0 ? 0 : 1);
      const row = rowsFrom(stream, head.id, first, Math.max(0, Math.floor(limit)));
      const before = first === 1 ? '' : undefined;
      const checked = (whole: EventEnvelope[] | undefined): EventEnvelope[] => {
        const events = chain({ stream, id: head.id }, row, first, before, whole);
        if (events.length === limit && first + limit <= head.seq) return afterSeq === 0 ? events : events.slice(1);
        const last = events[head.seq - first];
        if (!last) throw damage(stream, first + events.length, 'it is missing');
        if (last.digest !== head.digest) throw damage(stream, head.seq, 'it differs from the one in the index');
        return afterSeq === 0 ? events : events.slice(1);
      };
      return row.some(isLong)
        ? thenSteps(unsealRowSteps(row, stream, first, before), checked)
        : checked(unsealRow(row, stream, first, before));
    },

    commit(stream, id, seq) {
      const events: EventEnvelope[] = [];
      let next = seq;
      for (const row of rows.each(id, seq)) {
        const event = unsealed(row, stream, next);
        if (events[0] && event.commandId !== events[0].commandId) break;
        events.push(event);
        next += 1;
      }
      return events;
    },

    since(position, limit) {
      const some = selectSince.all(position, limit);
      const steps = sinceSteps(some, position, limit);
      return some.some(isLong) ? steps : runSteps(steps);
    },

    streams(query) {
      return rowsOf(query).map((row) => ({
        // A name that was damaged by flipped bits is no valid run name; a reader that asks for it gets this error.
        stream: typeof row.stream === 'string' ? row.stream : `run/?${row.id}`,
        seq: row.seq,
        ended: row.ended === 1,
        createdAt: row.createdAt,
        updatedAt: row.updatedAt,
      }));
    },
  };
}

function streamRowsIn(database: Database.Database): (query: StreamQuery) => IndexRow[] {
  const selectStreams = (which: string) =>
    database.prepare<[number], IndexRow>(
      `SELECT * FROM (
         SELECT id, name AS stream, seq, ended, created_at AS createdAt, updated_at AS updatedAt
         FROM streams WHERE ${which} ORDER BY id DESC LIMIT ?
       ) ORDER BY id`,
    );
  const [selectAll, selectEnded, selectUnended] = [selectStreams('true'), selectStreams('ended = 1'), selectStreams('ended = 0')];
  /** char(0x10FFFF) sorts after every character that a name can contain. */
  const selectNamed = database.prepare<[string, string], IndexRow>(
    `SELECT id, name AS stream, seq, ended, created_at AS createdAt, updated_at AS updatedAt
     FROM streams WHERE name >= ? AND name < ? || char(0x10FFFF) ORDER BY id`,
  );
  return (query) => {
    if ('named' in query) return selectNamed.all(query.named, query.named);
    const select = query.ended === undefined ? selectAll : query.ended ? selectEnded : selectUnended;
    return select.all(query.newest ?? EVERY);
  };
}

/** Flipped bits can turn a text into a number or null. */
const isLong = ({ body }: Sealed): boolean => (body?.length ?? 0) > LONG;

function* thenSteps<A, B>(steps: Steps<A>, then: (it: A) => B): Steps<B> {
  return then(yield* steps);
}

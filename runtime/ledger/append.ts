// Writing a commit: all of it or nothing, only on top of what it was decided on, and only once.
// Everything here happens within one savepoint; what is refused is found before anything is written.

import type Database from 'better-sqlite3';
import { MusterError } from '../../contracts/errors.ts';
import type { Actor, EventEnvelope, StreamName } from '../../contracts/event.ts';
import { type Instant, timestamp } from '../../contracts/time.ts';
import { canonicalJson } from '../canonical.ts';
import type { Claims } from './claims.ts';
import type { ReadyCommit } from './commit.ts';
import { seal } from './digest.ts';
import type { Appended, EventCatalogue } from './ledger.ts';
import type { Reading } from './read.ts';

type Head = {
  id: number;
  seq: number;
  digest: string;
  ended: number;
  updatedAt: Instant;
  /** Where this command was committed earlier. */
  earlier: number | null;
};

type HeadChange = { seq: number; digest: string; ended: number; at: Instant };

export function appendIn(
  database: Database.Database,
  { catalogue, claims, reading }: { catalogue: EventCatalogue; claims: Claims; reading: Reading },
): (commit: ReadyCommit) => Appended {
  const selectHead = database.prepare<[string, StreamName], Head>(
    `SELECT id, seq, digest, ended, updated_at AS updatedAt,
       (SELECT e.seq FROM events e WHERE e.stream = s.id AND e.command = ?) AS earlier
     FROM streams s WHERE name = ?`,
  );
  const insertStream = database.prepare<HeadChange & { name: StreamName }>(
    'INSERT INTO streams (name, seq, digest, ended, created_at, updated_at) VALUES (@name, @seq, @digest, @ended, @at, @at)',
  );
  const updateStream = database.prepare<[number, string, number, Instant, number]>(
    'UPDATE streams SET seq = ?, digest = ?, ended = ?, updated_at = ? WHERE id = ?',
  );
  const insertEvent = database.prepare<[number, number, string | null, string, string]>(
    'INSERT INTO events (stream, seq, command, body, digest) VALUES (?, ?, ?, ?, ?)',
  );

  return (commit) => {
    const { stream, commandId } = commit;
    const head = selectHead.get(commandId, stream);
    if (head && head.earlier !== null) return repetition(commit, reading.commit(stream, head.id, head.earlier));
    const seq = head?.seq ?? 0;
    if (seq !== commit.expectedSeq) return { kind: 'conflict', actualSeq: seq };
    const ended = lifeAfter(commit, head, catalogue);
    const inTheWay = claims.inTheWay(commit.claims);
    if (inTheWay) return { kind: 'claim-held', ...inTheWay };

    const instant = Math.max(commit.at, head?.updatedAt ?? 0);
    const at = timestamp(instant);
    let prev = head?.digest ?? '';
    const rows = commit.events.map(({ type, payload }, index) => {
      const row = seal({ actor: commit.actorText, at, commandId, payload, prev, seq: seq + index + 1, stream, type });
      prev = row.digest;
      return row;
    });
    const change: HeadChange = { seq: seq + rows.length, digest: prev, ended: ended ? 1 : 0, at: instant };
    let id = head?.id;
    if (id === undefined) id = Number(insertStream.run({ ...change, name: stream }).lastInsertRowid);
    else updateStream.run(change.seq, change.digest, change.ended, change.at, id);
    let position = 0;
    for (const [index, { body, digest }] of rows.entries()) {
      const row = insertEvent.run(id, seq + index + 1, index === 0 ? commandId : null, body, digest);
      position = Number(row.lastInsertRowid);
    }
    claims.change(commit.claims);
    // Handed out as they would be read: what the caller gets is what was kept, and shares nothing with what it gave.
    const events = rows.map((row, index) => reading.unsealed(row, { stream, seq: seq + index + 1 }));
    return { kind: 'appended', events, position };
  };
}

/** Whether the stream has ended once these events are in it; throws when one of them may not stand where it would. */
function lifeAfter({ stream, events }: ReadyCommit, head: Head | undefined, catalogue: EventCatalogue): boolean {
  const first = events[0];
  if (!head && first && !catalogue.mayBegin(stream, first.type)) {
    throw new MusterError('event-illegal', `${stream} cannot begin with ${first.type}`, 'this is a fault in muster: please report it');
  }
  let ended = head?.ended === 1;
  for (const { type } of events) {
    if (ended && !catalogue.allowedAfterEnd(stream, type)) {
      throw new MusterError('stream-ended', `${stream} has ended: ${type} can no longer happen to it`, 'start another run: `muster rerun`');
    }
    if (catalogue.ends(stream, type)) ended = true;
  }
  return ended;
}

/** The earlier answer, if it is the same thing that was asked for then. */
function repetition(commit: ReadyCommit, earlier: EventEnvelope[]): Appended {
  const then = earlier.map(({ type, payload, actor }) => ({ type, payload: canonicalJson(payload), who: who(actor) }));
  const now = commit.events.map(({ type, payload }) => ({ type, payload, who: who(commit.actor) }));
  if (canonicalJson(then) === canonicalJson(now)) return { kind: 'repeated', events: earlier };
  throw new MusterError(
    'command-reused',
    `the command ${commit.commandId} was given to ${commit.stream} before, for something else`,
    'a new order needs a new command id',
  );
}

/** A person who asks again may do so from another process and terminal; it is the same person. */
const who = ({ kind, user }: Actor): string => `${kind} ${user ?? ''}`;

// Writing a commit: all of it or nothing, only on top of what it was decided on, and only once.
// What is refused is refused before anything is written.

import type Database from 'better-sqlite3';
import { MusterError } from '../../../contracts/errors.ts';
import { type Actor, EVENT_VERSION, type EventEnvelope } from '../../../contracts/event.ts';
import { type Instant, type Timestamp, timestamp } from '../../../contracts/time.ts';
import { canonicalJson, deepFreeze } from '../../canonical.ts';
import { seal } from '../digest.ts';
import type { Appended, EventCatalogue } from '../ledger.ts';
import type { Reading } from '../read.ts';
import type { Claims } from './claims.ts';
import type { ReadyCommit } from './commit.ts';
import type { Head, Heads } from './heads.ts';

type Around = { catalogue: EventCatalogue; claims: Claims; heads: Heads; reading: Reading };

/** To be called within a transaction. Only when careful does it look for the command before the index stumbles over it. */
export type Append = (commit: ReadyCommit, careful: boolean) => Appended;

export function appendIn(database: Database.Database, { catalogue, claims, heads, reading }: Around): Append {
  const selectCommand = database.prepare<[number, string], number>('SELECT seq FROM events WHERE stream = ? AND command = ?').pluck();
  const insertEvent = database.prepare<[number, number, string | null, string, string]>(
    'INSERT INTO events (stream, seq, command, body, digest) VALUES (?, ?, ?, ?, ?)',
  );

  /** The answer to the same command, if it was given before. */
  function repeated(commit: ReadyCommit, head: Head): Appended | undefined {
    const { stream, commandId, decidedOn } = commit;
    const first = decidedOn === undefined ? selectCommand.get(head.id, commandId) : decidedOn + 1;
    if (first === undefined || first > head.seq) return undefined;
    const earlier = reading.commit(stream, head.id, first);
    return earlier[0]?.commandId === commandId ? repetition(commit, earlier) : undefined;
  }

  function refusalOf(commit: ReadyCommit, head: Head | undefined): Appended | MusterError | undefined {
    const actualSeq = head?.seq ?? 0;
    if (actualSeq !== commit.expectedSeq) return { kind: 'conflict', actualSeq };
    const outOfPlace = misplaced(commit, head, catalogue);
    if (outOfPlace) return outOfPlace;
    const inTheWay = commit.claims.length > 0 ? claims.inTheWay(commit.claims) : undefined;
    return inTheWay && { kind: 'claim-held', ...inTheWay };
  }

  function endsWith({ stream, events }: ReadyCommit, head: Head | undefined): boolean {
    return head?.ended || events.some(({ type }) => catalogue.ends(stream, type));
  }

  /** All commits of a tick have the same time, or nearly all. */
  let lastTime = { instant: 0, text: timestamp(0) };
  function timeText(instant: Instant): Timestamp {
    if (instant !== lastTime.instant) lastTime = { instant, text: timestamp(instant) };
    return lastTime.text;
  }

  return (commit, careful) => {
    const { stream } = commit;
    const head = heads.of(stream);
    const seq = head?.seq ?? 0;
    const refusal = refusalOf(commit, head);
    // A command that was done is recognised whatever now stands in its way. One that nothing stands in the way
    // of is hardly ever such a one; if it is, the index stumbles over it and we come back carefully.
    const earlier = head && (careful || refusal) ? repeated(commit, head) : undefined;
    if (earlier) return earlier;
    if (refusal instanceof MusterError) throw refusal;
    if (refusal) return refusal;

    const updatedAt = Math.max(commit.at, head?.updatedAt ?? 0);
    const { bodies, events } = chain(commit, head, timeText(updatedAt));
    const next = { seq: seq + events.length, digest: events.at(-1)?.digest ?? '', ended: endsWith(commit, head), updatedAt };
    const id = head?.id ?? heads.begin(stream, next).id;
    if (head) heads.advance(stream, head, next);
    let command = commit.decidedOn === undefined ? commit.commandId : null;
    let position = 0;
    for (const [index, event] of events.entries()) {
      position = Number(insertEvent.run(id, event.seq, command, bodies[index] ?? '', event.digest).lastInsertRowid);
      command = null;
    }
    if (commit.claims.length > 0) claims.change(commit.claims);
    return { kind: 'appended', events, position };
  };
}

/** The events as they are kept and, beside them, as they are read: frozen, and sharing nothing with what the caller gave. */
function chain(commit: ReadyCommit, head: Head | undefined, at: Timestamp): { bodies: string[]; events: EventEnvelope[] } {
  const { actor, commandId, stream } = commit;
  const bodies: string[] = [];
  const events: EventEnvelope[] = [];
  let seq = head?.seq ?? 0;
  let prev = head?.digest ?? '';
  for (const { type, payload } of commit.events) {
    seq++;
    const { body, digest } = seal({ actor: actor.text, at, commandId, payload, prev, seq, stream, type });
    const kept = deepFreeze(JSON.parse(payload));
    const event = { actor: actor.kept, at, commandId, payload: kept, prev, seq, stream, type, v: EVENT_VERSION, digest } as const;
    bodies.push(body);
    events.push(Object.freeze(event));
    prev = digest;
  }
  return { bodies, events };
}

/** The first event that may not stand where it would. */
function misplaced({ stream, events }: ReadyCommit, head: Head | undefined, catalogue: EventCatalogue): MusterError | undefined {
  const first = events[0];
  if (!head && first && !catalogue.mayBegin(stream, first.type)) {
    return new MusterError('event-illegal', `${stream} cannot begin with ${first.type}`, 'this is a fault in muster: please report it');
  }
  let ended = head?.ended ?? false;
  for (const { type } of events) {
    if (ended && !catalogue.allowedAfterEnd(stream, type)) {
      return new MusterError(
        'stream-ended',
        `${stream} has ended: ${type} can no longer happen to it`,
        'submit the task again: that is another run',
      );
    }
    if (catalogue.ends(stream, type)) ended = true;
  }
  return undefined;
}

/** The earlier answer, if it is the same thing that was asked for then. */
function repetition(commit: ReadyCommit, earlier: EventEnvelope[]): Appended {
  const then = earlier.map(({ type, payload, actor }) => [type, canonicalJson(payload), who(actor)]);
  const now = commit.events.map(({ type, payload }) => [type, payload, who(commit.actor.kept)]);
  if (canonicalJson(then) === canonicalJson(now)) return { kind: 'repeated', events: earlier };
  throw new MusterError(
    'command-reused',
    `the command ${commit.commandId} was given to ${commit.stream} before, for something else`,
    'a new order needs a new command id',
  );
}

/** A person who asks again may do so from another process and terminal; it is the same person. */
const who = ({ kind, user }: Actor): string => `${kind} ${user ?? ''}`;

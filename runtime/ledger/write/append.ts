// Writes a commit: completely or not at all, only on top of the event it was decided on, and only once. A refusal comes before
// anything is written.

import type Database from 'better-sqlite3';
import { MusterError } from '../../../contracts/errors.ts';
import { type Instant, type Timestamp, timestamp } from '../../../contracts/time.ts';
import { type MaybeSteps, runSteps, type Steps } from '../../steps.ts';
import type { Indexes } from '../indexes/indexes.ts';
import type { Appended, EventCatalogue } from '../ledger.ts';
import type { Reading } from '../read.ts';
import type { Claims } from './claims.ts';
import type { ReadyCommit } from './commit.ts';
import type { Head, Heads } from './heads.ts';
import { type Chain, chain, chainSteps, follows, type Judged, placementError, repeatedAnswer } from './judge-commit.ts';

type AppendContext = { catalogue: EventCatalogue; claims: Claims; heads: Heads; reading: Reading; indexes: Indexes };

/**
 * Call it within a transaction; runs in steps when there is much to write. `careful` looks for an earlier use of the command id
 * first, instead of relying on the unique index. A chain sealed by `judge` is reused if it still fits.
 */
export type Append = (commit: ReadyCommit, careful: boolean, judged?: Chain) => MaybeSteps<Appended>;

/** What an append would result in; only reads. */
export type Judge = (commit: ReadyCommit) => Judged;

/** A commit with more events or more bytes than this is written in steps. */
export const MANY = 32;
const LARGE = 50_000;

export function appendIn(
  database: Database.Database,
  { catalogue, claims, heads, reading, indexes }: AppendContext,
): { append: Append; judge: Judge } {
  const selectCommand = database.prepare<[number, string], number>('SELECT seq FROM events WHERE stream = ? AND command = ?').pluck();
  const insertEvent = database.prepare<[number, number, string | null, string, string]>(
    'INSERT INTO events (stream, seq, command, body, digest) VALUES (?, ?, ?, ?, ?)',
  );

  /** The earlier answer to the same command, if there is one. */
  function repeated(commit: ReadyCommit, head: Head): Appended | undefined {
    const { stream, commandId, decidedOn } = commit;
    const first = decidedOn === undefined ? selectCommand.get(head.id, commandId) : decidedOn + 1;
    if (first === undefined || first > head.seq) return undefined;
    const earlier = reading.commit(stream, head.id, first);
    return earlier[0]?.commandId === commandId ? repeatedAnswer(commit, earlier) : undefined;
  }

  function refusalOf(commit: ReadyCommit, head: Head | undefined): Appended | MusterError | undefined {
    const actualSeq = head?.seq ?? 0;
    if (actualSeq !== commit.expectedSeq) return { kind: 'conflict', actualSeq };
    const outOfPlace = placementError(commit, head, catalogue);
    if (outOfPlace) return outOfPlace;
    const inTheWay = commit.claims.length > 0 ? claims.inTheWay(commit.claims) : undefined;
    return inTheWay && { kind: 'claim-held', ...inTheWay };
  }

  function endsWith({ stream, events }: ReadyCommit, head: Head | undefined): boolean {
    return head?.ended || events.some(({ type }) => catalogue.ends(stream, type));
  }

  /** Nearly all commits of a tick have the same time. */
  let lastTime = { instant: 0, text: timestamp(0) };
  function timeText(instant: Instant): Timestamp {
    if (instant !== lastTime.instant) lastTime = { instant, text: timestamp(instant) };
    return lastTime.text;
  }

  /** The refusal, or the earlier answer to a repeated commit; undefined when the commit can be written. */
  function insteadOf(commit: ReadyCommit, head: Head | undefined, careful: boolean): Appended | undefined {
    const refusal = refusalOf(commit, head);
    // A repeated command is recognised even if it would be refused now. One that nothing speaks against is hardly ever a
    // repetition; if it is, the unique index rejects it and we come back with `careful`.
    const earlier = head && (careful || refusal) ? repeated(commit, head) : undefined;
    if (earlier) return earlier;
    if (refusal instanceof MusterError) throw refusal;
    return refusal;
  }

  const timeOf = ({ at }: ReadyCommit, head: Head | undefined): Instant => Math.max(at, head?.updatedAt ?? 0);

  /** Writes the row of the stream, which has to precede its events; returns its id. */
  function moved(commit: ReadyCommit, head: Head | undefined, { events }: Chain): number {
    const [seq, digest] = [(head?.seq ?? 0) + events.length, events.at(-1)?.digest ?? ''];
    const next = { seq, digest, ended: endsWith(commit, head), updatedAt: timeOf(commit, head) };
    if (!head) return heads.begin(commit.stream, next).id;
    heads.advance(commit.stream, head, next);
    return head.id;
  }

  function insert(id: number, { decidedOn, commandId }: ReadyCommit, { events, bodies }: Chain, n: number): void {
    const event = events[n];
    if (!event) return;
    const command = n === 0 && decidedOn === undefined ? commandId : null;
    heads.wrote(Number(insertEvent.run(id, event.seq, command, bodies[n] ?? '', event.digest).lastInsertRowid));
  }

  function written({ claims: changes }: ReadyCommit, { events }: Chain): Appended {
    if (changes.length > 0) claims.change(changes);
    return { kind: 'appended', events, position: heads.newest() };
  }

  function* inSteps(commit: ReadyCommit, careful: boolean, judged?: Chain): Steps<Appended> {
    const head = heads.of(commit.stream);
    const instead = insteadOf(commit, head, careful);
    if (instead) return instead;
    const at = timeText(timeOf(commit, head));
    const made = judged && follows(judged, head, at) ? judged : yield* chainSteps(commit, head, at);
    const id = moved(commit, head, made);
    for (let n = 0; n < made.events.length; n++) {
      insert(id, commit, made, n);
      yield;
    }
    const answer = written(commit, made);
    yield* indexes.add(made.events, id, heads.newest());
    return answer;
  }

  /** The same for small commits: there, stepping would cost as much as some of the work. */
  function atOnce(commit: ReadyCommit, careful: boolean, judged?: Chain): Appended {
    const head = heads.of(commit.stream);
    const instead = insteadOf(commit, head, careful);
    if (instead) return instead;
    const at = timeText(timeOf(commit, head));
    const made = judged && follows(judged, head, at) ? judged : chain(commit, head, at);
    const id = moved(commit, head, made);
    for (let n = 0; n < made.events.length; n++) insert(id, commit, made, n);
    const answer = written(commit, made);
    runSteps(indexes.add(made.events, id, heads.newest()));
    return answer;
  }

  return {
    append(commit, careful, judged) {
      const isLarge = commit.events.length > MANY || commit.bytes > LARGE;
      return isLarge ? inSteps(commit, careful, judged) : atOnce(commit, careful, judged);
    },
    judge(commit) {
      const head = heads.of(commit.stream);
      const instead = insteadOf(commit, head, true);
      if (instead) return { commit, answer: instead };
      const made = chain(commit, head, timeText(timeOf(commit, head)));
      const { events } = made;
      return { commit, answer: { kind: 'appended', events, position: heads.newest() + events.length }, chain: made };
    },
  };
}

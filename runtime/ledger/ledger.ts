// What a ledger is, however it is stored. The interface is small because a second implementation is coming, over
// a replicated stream; contract tests run against these calls and nothing else.

import type { Actor, EventEnvelope, EventIn, NewEvent, Recorded, RunStream, StreamEvents, StreamName } from '../../contracts/event.ts';
import type { Instant } from '../../contracts/time.ts';

/**
 * A claim is a named, unique ownership, taken and released together with a commit. `put` takes it from its current owner:
 * for what the newest commit decides.
 */
export type ClaimChange = { kind: 'take' | 'put' | 'release'; name: string; owner: string };

/**
 * The most that the payloads of one commit may come to, as canonical JSON in UTF-8. A result of up to 2 MiB is
 * accepted together with everything in it, as one fact; with what is written around each finding that can come
 * to several times as much.
 */
export const COMMIT_LIMIT = 16 * 1024 * 1024;

export type Commit<All extends StreamEvents = StreamEvents, Name extends StreamName = StreamName> = {
  stream: Name;
  /** The sequence number of the last event the decision was made on; 0 for a new stream. */
  expectedSeq: number;
  /** A client's token, or `<stream>:<expectedSeq>:<effect key>`: the same id is the same commit, for ever. */
  commandId: string;
  actor: Actor;
  at: Instant;
  events: readonly EventIn<All, Name>[];
  claims?: readonly ClaimChange[];
};

export type Appended<Event extends NewEvent = NewEvent> =
  | { kind: 'appended'; events: Recorded<Event>[]; position: number }
  /** The same command id with the same payload was committed earlier; these are its events. */
  | { kind: 'repeated'; events: Recorded<Event>[] }
  | { kind: 'conflict'; actualSeq: number }
  | { kind: 'claim-held'; name: string; owner: string };

/** The name of its stream tells what kind of event it is. */
export type Stored<All extends StreamEvents = StreamEvents> = {
  position: number;
  event: (Recorded<All['run']> & { stream: RunStream }) | (Recorded<All['house']> & { stream: 'house' });
};

export type StreamRow = {
  stream: StreamName;
  seq: number;
  /** Whether an event that ends it for good was written. */
  ended: boolean;
  /** The times of its first event and of its last. */
  createdAt: Instant;
  updatedAt: Instant;
};

/** `named`: all whose names begin with it. */
export type StreamQuery = { ended?: boolean; newest?: number } | { named: string };

export type Snapshot = { seq: number; reducerVersion: number; state: unknown };

/** Typed by what its catalogue accepts, so that readers of a stream know its events. */
export interface Ledger<All extends StreamEvents = StreamEvents> {
  /**
   * Resolves when the commit is durable; rejects when nothing of it was written, with `event-invalid`,
   * `event-illegal`, `stream-ended`, `command-reused`, `epoch-fenced`, `ledger-busy` or `io-failed`. After one
   * of the last two the same commit may be given again, under the same command id.
   */
  append<Name extends StreamName>(commit: Commit<All, Name>): Promise<Appended<EventIn<All, Name>>>;
  /**
   * In order, contiguous, after the given sequence number, frozen; at most so many where that is said. Verifies the
   * digest chain as it reads: `ledger-corrupt`.
   */
  read<Name extends StreamName>(stream: Name, afterSeq?: number, most?: number): Promise<Recorded<EventIn<All, Name>>[]>;
  /**
   * Over all streams in the order of their commits, for durable consumers with their own cursor. An event that
   * is damaged is left out, so that one broken stream delays no other; `read` of that stream says what is wrong.
   */
  since(position: number, limit: number): Promise<Stored<All>[]>;
  /** In the order in which they began. */
  streams(query?: StreamQuery): Promise<StreamRow[]>;
  claim(name: string): Promise<{ owner: string; epoch: number } | undefined>;

  /** A cached fold, frozen. Never the truth: dropped when its reducer version is not the caller's. */
  snapshot(stream: StreamName, reducerVersion: number): Promise<Snapshot | undefined>;
  saveSnapshot(stream: StreamName, snapshot: Snapshot): Promise<void>;

  /** A consumer's place, with what it needs to continue (a byte length, say). */
  cursor(name: string): Promise<{ position: number; extra: unknown } | undefined>;
  saveCursor(name: string, position: number, extra: unknown): Promise<void>;

  /** Called after each commit, in this process, as a hint. */
  onAppend(hint: (stream: StreamName) => void): () => void;
  close(): Promise<void>;
}

/** A ledger as its keeper writes it, for whom one event is like another. */
export type LedgerKeeper = Omit<Ledger, 'append' | 'read' | 'since'> & {
  append(commit: Commit): Promise<Appended>;
  read(stream: StreamName, afterSeq?: number, most?: number): Promise<EventEnvelope[]>;
  since(position: number, limit: number): Promise<{ position: number; event: EventEnvelope }[]>;
};

/** What the ledger knows about the events it stores, so that it can refuse anything else. */
export type EventCatalogue<All extends StreamEvents = StreamEvents> = {
  /** Only a type: what `check` lets pass. */
  readonly events?: All;
  /** Throws `event-invalid` when the payload is not what this type of event has in this stream. */
  check(stream: StreamName, event: NewEvent): void;
  /** Of the types that end a stream for good. */
  ends(stream: StreamName, type: string): boolean;
  /** Of the types that may follow the end. */
  allowedAfterEnd(stream: StreamName, type: string): boolean;
  /** Of the types that may be a stream's first event. */
  mayBegin(stream: StreamName, type: string): boolean;
};

export interface Objects {
  put(bytes: Uint8Array): Promise<string>;
  /** Reads back by digest; `object-missing` or `object-corrupt` when it is not there or not itself. */
  get(digest: string): Promise<Buffer>;
  has(digest: string): Promise<boolean>;
  /** For who knows that nothing names it any more. */
  remove(digest: string): Promise<void>;
}

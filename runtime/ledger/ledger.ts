// The interface of a ledger, however it is stored. It is small because it has two implementations: SQLite, and a replicated stream
// in a fleet. Contract tests use only these calls.

import type { Actor, EventEnvelope, EventIn, NewEvent, Recorded, RunStream, StreamEvents, StreamName } from '../../contracts/event.ts';
import type { Instant } from '../../contracts/time.ts';
import type { Steps } from '../steps.ts';

/**
 * A claim is a named, unique ownership that is taken and released together with a commit. `put` takes it from its current owner,
 * for things that the newest commit decides.
 */
export type ClaimChange = { kind: 'take' | 'put' | 'release'; name: string; owner: string };

/**
 * The limit for all payloads of one commit, as canonical JSON in UTF-8. A result of up to 2 MiB is accepted with everything in it
 * as one event, and what is written around each finding can multiply its size.
 */
export const COMMIT_LIMIT = 16 * 1024 * 1024;

export type Commit<All extends StreamEvents = StreamEvents, Name extends StreamName = StreamName> = {
  stream: Name;
  /** The sequence number of the last event that the decision was based on; 0 for a new stream. */
  expectedSeq: number;
  /** A client's token, or `<stream>:<expectedSeq>:<effect key>`. The same id always means the same commit. */
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

/** The stream's name determines the type of its events. */
export type Stored<All extends StreamEvents = StreamEvents> = {
  position: number;
  event: (Recorded<All['run']> & { stream: RunStream }) | (Recorded<All['house']> & { stream: 'house' });
};

export type StreamRow = {
  stream: StreamName;
  seq: number;
  /** Whether the stream has an event that ends it for good. */
  ended: boolean;
  /** The times of the first event and of the last one. */
  createdAt: Instant;
  updatedAt: Instant;
};

/** `named` selects the streams whose names start with it. */
export type StreamQuery = { ended?: boolean; newest?: number } | { named: string };

export type Snapshot = { seq: number; reducerVersion: number; state: unknown };

/** Typed by its catalogue, so that readers of a stream know its events. */
export interface Ledger<All extends StreamEvents = StreamEvents> {
  /**
   * Resolves when the commit is durable. Rejects when nothing was written, with `event-invalid`, `event-illegal`, `stream-ended`,
   * `command-reused`, `epoch-fenced`, `ledger-busy` or `io-failed`. After one of the last two, the same commit can be retried under
   * the same command id.
   */
  append<Name extends StreamName>(commit: Commit<All, Name>): Promise<Appended<EventIn<All, Name>>>;
  /**
   * Events after the given sequence number, in order, without gaps and frozen; at most `most` of them. Verifies the digest chain as
   * it reads and throws `ledger-corrupt`.
   */
  read<Name extends StreamName>(stream: Name, afterSeq?: number, most?: number): Promise<Recorded<EventIn<All, Name>>[]>;
  /**
   * Events of all streams in commit order, for durable consumers with a cursor of their own. A damaged event is skipped, so that
   * one broken stream does not block the others; `read` on that stream reports what is wrong.
   */
  since(position: number, limit: number): Promise<Stored<All>[]>;
  /** In the order in which the streams began. */
  streams(query?: StreamQuery): Promise<StreamRow[]>;
  claim(name: string): Promise<{ owner: string; epoch: number } | undefined>;

  /** A cached fold, frozen. Never authoritative: it is ignored when its reducer version is not the caller's. */
  snapshot(stream: StreamName, reducerVersion: number): Promise<Snapshot | undefined>;
  saveSnapshot(stream: StreamName, snapshot: Snapshot): Promise<void>;

  /** A consumer's position, with what it needs to resume (a byte length, say). */
  cursor(name: string): Promise<{ position: number; extra: unknown } | undefined>;
  saveCursor(name: string, position: number, extra: unknown): Promise<void>;

  /** Called after each commit, in this process, as a hint. */
  onAppend(hint: (stream: StreamName) => void): () => void;
  close(): Promise<void>;
}

/** The untyped view of an implementation, to which all events are alike. */
export type UntypedLedger = Omit<Ledger, 'append' | 'read' | 'since'> & {
  append(commit: Commit): Promise<Appended>;
  read(stream: StreamName, afterSeq?: number, most?: number): Promise<EventEnvelope[]>;
  since(position: number, limit: number): Promise<{ position: number; event: EventEnvelope }[]>;
};

/** What the ledger knows about the events it stores, so that it can refuse all others. */
export type EventCatalogue<All extends StreamEvents = StreamEvents> = {
  /** Only carries the type of the events that `check` accepts. */
  readonly events?: All;
  /** Throws `event-invalid` when the payload does not match this type of event in this stream. */
  check(stream: StreamName, event: NewEvent): void;
  /** Checks an event with a long list in steps: true if `check` would accept it, false if `check` has to decide. */
  fits?(stream: StreamName, event: NewEvent): Steps<boolean>;
  /** Whether this type ends a stream for good. */
  ends(stream: StreamName, type: string): boolean;
  /** Whether this type may follow the end. */
  allowedAfterEnd(stream: StreamName, type: string): boolean;
  /** Whether this type may be a stream's first event. */
  mayBegin(stream: StreamName, type: string): boolean;
};

export interface Objects {
  put(bytes: Uint8Array): Promise<string>;
  /** Throws `object-missing` or `object-corrupt`; one of more than `most` bytes counts as corrupt and is not read. */
  get(digest: string, most?: number): Promise<Buffer>;
  has(digest: string): Promise<boolean>;
  /** Only when nothing refers to it any more. */
  remove(digest: string): Promise<void>;
}

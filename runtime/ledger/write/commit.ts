// Prepares a commit outside of any transaction: checks it against the catalogue, serializes it and measures it. Whatever is wrong
// with the commit itself is found here, before the ledger is touched.

import { MusterError } from '../../../contracts/errors.ts';
import { Actor, type NewEvent, type StreamName } from '../../../contracts/event.ts';
import type { Instant } from '../../../contracts/time.ts';
import { canonicalJson, deepFreeze } from '../../canonical.ts';
import type { Steps } from '../../steps.ts';
import { type ClaimChange, COMMIT_LIMIT, type Commit, type EventCatalogue } from '../ledger.ts';
import { canonicalCopy, type Written } from './canonical-copy.ts';

export type ReadyCommit = {
  stream: StreamName;
  expectedSeq: number;
  commandId: string;
  /** As JSON. */
  commandText: string;
  /** The sequence number in the command id, if it has one; see decidedOnSeq. */
  decidedOn: number | undefined;
  actor: KnownActor;
  at: Instant;
  events: readonly ReadyEvent[];
  /** The size of all payloads. */
  bytes: number;
  claims: readonly ClaimChange[];
};

/** The payload as it is written, and as it will be read: frozen, and sharing nothing with the caller's value. */
export type ReadyEvent = { type: string; payload: string; kept: unknown };

const STREAM = /^(?:house|run\/r-[a-z2-7]{6,26})$/;
const LONGEST_COMMAND = 1_000;
const LAST_INSTANT = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

export type Readiness = {
  atOnce(commit: Commit): ReadyCommit;
  /** For commits with thousands of events. */
  inSteps(commit: Commit): Steps<ReadyCommit>;
};

export function readiness(catalogue: EventCatalogue): Readiness {
  // Nearly always the same as the last time.
  let lastActor: KnownActor | undefined;

  /** The commit without its events, which are added later. */
  function prepared(commit: Commit): ReadyCommit & { events: ReadyEvent[] } {
    const { stream, expectedSeq, commandId, actor, at, claims = [] } = commit;
    examine(commit);
    const decidedOn = decidedOnSeq(stream, commandId);
    if (decidedOn !== undefined && decidedOn !== expectedSeq) {
      throw wrong(stream, `expects event ${expectedSeq}, but its command id is ${commandId}`);
    }
    const known = lastActor && sameActor(lastActor.kept, actor) ? lastActor : knownActor(actor);
    if (!known) throw wrong(stream, 'does not properly say who acted');
    lastActor = known;
    return {
      stream,
      expectedSeq,
      commandId,
      commandText: JSON.stringify(commandId),
      decidedOn,
      actor: known,
      at,
      events: [],
      bytes: 0,
      claims,
    };
  }

  /** Adds an event that has been checked. */
  function add(ready: ReturnType<typeof prepared>, event: NewEvent): void {
    const { text, copy } = written(event.payload, event.type, ready.stream);
    ready.bytes += Buffer.byteLength(text);
    ready.events.push({ type: event.type, payload: text, kept: copy });
  }

  return {
    atOnce(commit) {
      const ready = prepared(commit);
      for (const event of commit.events) {
        catalogue.check(commit.stream, event);
        add(ready, event);
      }
      return weighed(ready);
    },
    *inSteps(commit) {
      const ready = prepared(commit);
      for (const event of commit.events) {
        const fits = isLong(event) && catalogue.fits !== undefined && (yield* catalogue.fits(commit.stream, event));
        if (!fits) catalogue.check(commit.stream, event);
        if (isLong(event)) yield;
        add(ready, event);
        yield;
      }
      return weighed(ready);
    },
  };
}

/** A longer list takes more than a millisecond to check or copy. */
const LONG = 200;

export function isLong({ payload }: NewEvent): boolean {
  for (const key in payload as object) {
    const inner: unknown = (payload as Record<string, unknown>)[key];
    if (Array.isArray(inner) && inner.length > LONG) return true;
  }
  return false;
}

function weighed(ready: ReadyCommit): ReadyCommit {
  if (ready.bytes <= COMMIT_LIMIT) return ready;
  const hint = 'Store long texts as objects and refer to them by digest.';
  throw wrong(ready.stream, `has ${ready.bytes} bytes; the limit is ${COMMIT_LIMIT}`, hint);
}

function examine({ stream, expectedSeq, commandId, at, events }: Commit): void {
  if (!STREAM.test(stream)) throw wrong(stream, 'names no stream: streams are house and run/<run id>');
  if (!Number.isSafeInteger(expectedSeq) || expectedSeq < 0) throw wrong(stream, `expects the sequence number ${expectedSeq}`);
  if (commandId === '' || commandId.length > LONGEST_COMMAND)
    throw wrong(stream, `needs a command id of 1 to ${LONGEST_COMMAND} characters`);
  // SQLite would store a lone surrogate as another character, so two different ids could become equal.
  if (!commandId.isWellFormed()) throw wrong(stream, 'has a command id that is not Unicode text', 'Choose another token.');
  if (!Number.isInteger(at) || at < 0 || at > LAST_INSTANT) throw wrong(stream, `has an invalid time: ${at}`);
  if (events.length === 0) throw wrong(stream, 'has no event');
}

/**
 * A command id `<stream>:<seq>:…` says which event it was decided on. Only one commit can follow that event, so such an id is
 * unique without an index. Most ids are of this kind: all of the lead's own decisions.
 */
function decidedOnSeq(stream: StreamName, commandId: string): number | undefined {
  if (!commandId.startsWith(stream) || commandId[stream.length] !== ':') return undefined;
  const end = commandId.indexOf(':', stream.length + 1);
  const digits = end < 0 ? '' : commandId.slice(stream.length + 1, end);
  return /^(?:0|[1-9]\d{0,14})$/.test(digits) ? Number(digits) : undefined;
}

function wrong(stream: string, what: string, hint = 'This is a bug in Muster: please report it.'): MusterError {
  return new MusterError('event-invalid', `a commit to ${stream} ${what}`, hint);
}

/** An actor, frozen, and as JSON. */
type KnownActor = { kept: Actor; text: string };

function knownActor(actor: Actor): KnownActor | undefined {
  const checked = Actor.safeParse(actor);
  if (!checked.success) return undefined;
  const text = canonicalJson(checked.data);
  return { kept: deepFreeze(JSON.parse(text)), text };
}

function sameActor(one: Actor, other: Actor): boolean {
  const { kind, pid, client, session, tty, user } = other;
  return one.kind === kind && one.pid === pid && one.client === client && one.session === session && one.tty === tty && one.user === user;
}

function written(payload: unknown, type: string, stream: StreamName): Written {
  try {
    return canonicalCopy(payload);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const message = `${type} cannot be written to ${stream}: in its payload, ${said}`;
    throw new MusterError('event-invalid', message, 'An event is plain JSON: no dates, maps or functions.', { cause: error });
  }
}

// How an event is sealed: its canonical JSON with the digest of the event before it, and the sha256 of
// that text. The text is what is kept, so reading an event back hashes bytes and never rebuilds them.

import { MusterError } from '../../contracts/errors.ts';
import { EVENT_VERSION, type EventEnvelope, type StreamName } from '../../contracts/event.ts';
import type { Timestamp } from '../../contracts/time.ts';
import { deepFreeze, digestOf } from '../canonical.ts';
import type { Steps } from '../steps.ts';

export type Sealed = { body: string; digest: string };

/** An event's parts, the larger ones already as canonical JSON. */
export type Unsealed = {
  actor: string;
  at: Timestamp;
  /** As JSON, as well. */
  commandId: string;
  payload: string;
  prev: string;
  seq: number;
  stream: StreamName;
  type: string;
};

/** Types are few and come again and again. */
const texts = new Map<string, string>();

function textOf(type: string): string {
  const known = texts.get(type);
  if (known !== undefined) return known;
  const text = JSON.stringify(type);
  if (texts.size < 1_000) texts.set(type, text);
  return text;
}

/** Puts the parts together in the order that canonical JSON has them in. */
export function seal(event: Unsealed): Sealed {
  const { actor, at, commandId, payload, prev, seq, stream, type } = event;
  const body =
    `{"actor":${actor},"at":"${at}","commandId":${commandId},"payload":${payload},"prev":"${prev}",` +
    `"seq":${seq},"stream":"${stream}","type":${textOf(type)},"v":${EVENT_VERSION}}`;
  return { body, digest: digestOf(body) };
}

/**
 * Gives the event back, frozen, if it is the one that was sealed and stands where it must; else says how it is
 * damaged. Without `prev` it is not looked at what it follows.
 */
export function unseal(body: string, digest: string, stream: StreamName, seq: number, prev?: string): EventEnvelope | string {
  // A flipped bit may make a number, bytes or nothing of it.
  if (typeof body !== 'string') return 'its text is not valid text';
  const own = digestOf(body);
  if (own !== digest) return 'its text does not match its digest';
  let event: EventEnvelope;
  try {
    event = JSON.parse(body);
  } catch {
    return 'it is not JSON';
  }
  if (event.v !== EVENT_VERSION) throw newer(event, stream, seq);
  if (event.stream !== stream || event.seq !== seq) return `it is event ${event.seq} of ${event.stream}`;
  if (prev !== undefined && event.prev !== prev) return 'it does not follow the event before it';
  // Not the one that was given, which may be a part of a longer text and would keep all of it.
  event.digest = own;
  return deepFreeze(event);
}

/**
 * The same for a row of events of which each follows the one before it: first all digests, then all texts, which takes a tenth less than
 * one event after the other. Undefined where anything is wrong; `unseal` says what, and with which.
 */
export function unsealRow(row: readonly Sealed[], stream: StreamName, first: number, before?: string): EventEnvelope[] | undefined {
  const digests = row.map(({ body }) => (typeof body === 'string' ? digestOf(body) : undefined));
  if (row.some(({ digest }, n) => digest !== digests[n])) return undefined;
  const events: EventEnvelope[] = [];
  try {
    for (const { body } of row) events.push(JSON.parse(body));
  } catch {
    return undefined;
  }
  let prev = before;
  for (const [n, event] of events.entries()) {
    if (event.v !== EVENT_VERSION || event.stream !== stream || event.seq !== first + n) return undefined;
    if (prev !== undefined && event.prev !== prev) return undefined;
    prev = digests[n] ?? '';
    event.digest = prev;
    deepFreeze(event);
  }
  return events;
}

/** The same for a row in which one is long: each is a step. */
export function* unsealRowSteps(
  row: readonly Sealed[],
  stream: StreamName,
  first: number,
  before?: string,
): Steps<EventEnvelope[] | undefined> {
  const events: EventEnvelope[] = [];
  for (const { body, digest } of row) {
    const event = unseal(body, digest, stream, first + events.length, events.at(-1)?.digest ?? before);
    if (typeof event === 'string') return undefined;
    events.push(event);
    yield;
  }
  return events;
}

function newer({ v }: { v: number }, stream: StreamName, seq: number): MusterError {
  return new MusterError(
    'ledger-newer',
    `event ${seq} of ${stream} was written by a newer version of Muster (event version ${v})`,
    'Update Muster.',
  );
}

// How an event is sealed: its canonical JSON, including the digest of the event before it, and the sha256 of that text. The text
// itself is stored, so reading an event back only hashes it and never has to serialize it again.

import { MusterError } from '../../contracts/errors.ts';
import { EVENT_VERSION, type EventEnvelope, type StreamName } from '../../contracts/event.ts';
import type { Timestamp } from '../../contracts/time.ts';
import { deepFreeze, digestOf } from '../canonical.ts';
import type { Steps } from '../steps.ts';

export type Sealed = { body: string; digest: string };

/** The parts of an event; the larger ones are already canonical JSON. */
export type Unsealed = {
  actor: string;
  at: Timestamp;
  /** Also JSON. */
  commandId: string;
  payload: string;
  prev: string;
  seq: number;
  stream: StreamName;
  type: string;
};

/** There are few types, and each occurs again and again. */
const texts = new Map<string, string>();

function textOf(type: string): string {
  const known = texts.get(type);
  if (known !== undefined) return known;
  const text = JSON.stringify(type);
  if (texts.size < 1_000) texts.set(type, text);
  return text;
}

/** Joins the parts in the key order of canonical JSON. */
export function seal(event: Unsealed): Sealed {
  const { actor, at, commandId, payload, prev, seq, stream, type } = event;
  const body =
    `{"actor":${actor},"at":"${at}","commandId":${commandId},"payload":${payload},"prev":"${prev}",` +
    `"seq":${seq},"stream":"${stream}","type":${textOf(type)},"v":${EVENT_VERSION}}`;
  return { body, digest: digestOf(body) };
}

/**
 * Returns the event, frozen, if its digest matches and it is in its place; otherwise a text that says how it is damaged. Without
 * `prev`, the link to the event before it is not checked.
 */
export function unseal(body: string, digest: string, stream: StreamName, seq: number, prev?: string): EventEnvelope | string {
  // Flipped bits can turn the column into a number, a blob or null.
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
  // Not the `digest` parameter: it may be a slice of a longer string, which it would keep in memory.
  event.digest = own;
  return deepFreeze(event);
}

/**
 * Unseals consecutive events of one stream: all digests first, then all texts, which is a tenth faster than one event after the
 * other. Returns undefined if anything is wrong; `unseal` then says what, and in which event.
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

/** Like `unsealRow`, with a step for each event; for lists with a long event in them. */
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

// How an event is sealed: its canonical JSON with the digest of the event before it, and the sha256 of
// that text. The text is what is kept, so reading an event back hashes bytes and never rebuilds them.

import { EVENT_VERSION, type EventEnvelope, type StreamName } from '../../contracts/event.ts';
import type { Timestamp } from '../../contracts/time.ts';
import { deepFreeze, digestOf } from '../canonical.ts';

export type Sealed = { body: string; digest: string };

/** An event's parts, the larger ones already as canonical JSON. */
export type Unsealed = {
  actor: string;
  at: Timestamp;
  commandId: string;
  payload: string;
  prev: string;
  seq: number;
  stream: StreamName;
  type: string;
};

/** Puts the parts together in the order that canonical JSON has them in. */
export function seal(event: Unsealed): Sealed {
  const { actor, at, commandId, payload, prev, seq, stream, type } = event;
  const body =
    `{"actor":${actor},"at":"${at}","commandId":${JSON.stringify(commandId)},"payload":${payload},"prev":"${prev}",` +
    `"seq":${seq},"stream":"${stream}","type":${JSON.stringify(type)},"v":${EVENT_VERSION}}`;
  return { body, digest: digestOf(body) };
}

/** Where an event must stand: its number, and the digest of the one before when that is known. */
export type Place = { stream: StreamName; seq: number; prev?: string };

export type Unsealing = { kind: 'event'; event: EventEnvelope } | { kind: 'damaged'; how: string } | { kind: 'newer'; v: unknown };

/** Gives the event back, frozen, if it is the one that was sealed and stands where it must. */
export function unseal({ body, digest }: Sealed, { stream, seq, prev }: Place): Unsealing {
  if (digestOf(body) !== digest) return { kind: 'damaged', how: 'its text does not have its digest' };
  let read: EventEnvelope;
  try {
    read = JSON.parse(body);
  } catch {
    return { kind: 'damaged', how: 'it is no JSON' };
  }
  if (read.v !== EVENT_VERSION) return { kind: 'newer', v: read.v };
  if (read.stream !== stream || read.seq !== seq) return { kind: 'damaged', how: `it is event ${read.seq} of ${read.stream}` };
  if (prev !== undefined && read.prev !== prev) return { kind: 'damaged', how: 'it does not follow the event before it' };
  read.digest = digest;
  return { kind: 'event', event: deepFreeze(read) };
}

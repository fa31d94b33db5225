// How an event is sealed: its canonical JSON with the digest of the event before it, and the sha256 of
// that text. The text is what is kept, so reading an event back hashes bytes and never rebuilds them.

import { MusterError } from '../../contracts/errors.ts';
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

/**
 * Gives the event back, frozen, if it is the one that was sealed and stands where it must; else says how it is
 * damaged. Without `prev` it is not looked at what it follows.
 */
export function unseal(body: string, digest: string, stream: StreamName, seq: number, prev?: string): EventEnvelope | string {
  // A flipped bit may make a number, bytes or nothing of it.
  if (typeof body !== 'string') return 'its text is not valid text';
  if (digestOf(body) !== digest) return 'its text does not match its digest';
  let event: EventEnvelope;
  try {
    event = JSON.parse(body);
  } catch {
    return 'it is not JSON';
  }
  if (event.v !== EVENT_VERSION) throw newer(event, stream, seq);
  if (event.stream !== stream || event.seq !== seq) return `it is event ${event.seq} of ${event.stream}`;
  if (prev !== undefined && event.prev !== prev) return 'it does not follow the event before it';
  event.digest = digest;
  return deepFreeze(event);
}

function newer({ v }: { v: number }, stream: StreamName, seq: number): MusterError {
  return new MusterError(
    'ledger-newer',
    `event ${seq} of ${stream} was written by a newer version of Muster (event version ${v})`,
    'Update Muster.',
  );
}

// An event: one fact, never changed once written. The events of a stream are numbered from 1 without gaps, and each carries the
// digest of the one before it.

import { Digest, RunId } from './ids.ts';
import * as z from './schema.ts';
import { exactText, freeText } from './text.ts';
import { Timestamp } from './time.ts';

export const EVENT_VERSION = 1;

/** In any stream: an effect failed and will be retried. */
export const EffectFailed = z.strictObject({
  key: exactText(500),
  try: z.int().min(1),
  retryAt: Timestamp,
  code: freeText(100),
  message: freeText(4000),
});

export const StreamName = z.union([z.templateLiteral(['run/', RunId]), z.literal('house')]);
export type RunStream = `run/${string}`;
export type StreamName = RunStream | 'house';

export const Actor = z.strictObject({
  /** A client is an agent of the user that gives orders through `muster mcp`. */
  kind: z.enum(['lead', 'person', 'client', 'house']),
  pid: z.int().optional(),
  /** The client's name for itself, and its session with us. */
  client: exactText(200).optional(),
  session: exactText(64).optional(),
  tty: exactText(4096).optional(),
  user: exactText(300).optional(),
});
export type Actor = z.infer<typeof Actor>;

export const EventEnvelope = z.strictObject({
  v: z.literal(EVENT_VERSION),
  stream: z.string(),
  seq: z.int().min(1),
  type: z.string(),
  at: Timestamp,
  actor: Actor,
  commandId: z.string().min(1),
  payload: z.unknown(),
  prev: z.union([Digest, z.literal('')]).describe('digest of the event before; empty for the first'),
  digest: Digest,
});
export type EventEnvelope = z.infer<typeof EventEnvelope>;

/** An event that is not recorded yet: returned by `decide` and passed to `append`. */
export type NewEvent<Type extends string = string, Payload = unknown> = { type: Type; payload: Payload };

/** The events of both kinds of stream: runs and the house. */
export type StreamEvents = { run: NewEvent; house: NewEvent };

/** The events of a stream, by the stream's name. */
export type EventIn<All extends StreamEvents, Name extends StreamName> = Name extends 'house' ? All['house'] : All['run'];

/** An event as stored in its stream. */
export type Recorded<Event extends NewEvent> = Event extends NewEvent ? Omit<EventEnvelope, 'type' | 'payload'> & Event : never;

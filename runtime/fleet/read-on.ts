// Reads a stream on, message by message, for as long as its server is heard. The client library waits for an ordered
// consumer on a dead server without an end when it was connected to that server too; so who calls this asks again.

import { setTimeout as sleep } from 'node:timers/promises';
import { DeliverPolicy, type JetStreamClient, type JsMsg, type OrderedConsumerOptions } from '@nats-io/jetstream';
import type { Millis } from '../../contracts/time.ts';

type From = { client: JetStreamClient; stream: string; subject?: string; signal: AbortSignal };

export type Reading = {
  /** Of the newest message that was dealt with; it is read on from there. */
  position(): number;
  /** Called one after the other. */
  take(message: JsMsg): Promise<void>;
  /** The servers give it; the messages follow. */
  begun?(): void;
  /** What was taken in since the position, and not dealt with, comes again. */
  again?(error?: unknown): Promise<void> | void;
};

const AGAIN_AFTER: Millis = 500;
const AHEAD = 500;
const HEARD_EVERY: Millis = 1_000;
const PULLS_AGAIN_AFTER: Millis = 5_000;
const SILENT_AFTER: Millis = 3_000;

/** Resolves when the signal aborts and what was under way has ended. */
export async function readOn(from: From, reading: Reading): Promise<void> {
  while (!from.signal.aborted) {
    try {
      await readWhileHeard(from, reading);
      await reading.again?.();
    } catch (error) {
      await reading.again?.(error);
    }
    if (!from.signal.aborted) await sleep(AGAIN_AFTER);
  }
}

async function readWhileHeard({ client, stream, subject, signal }: From, { position, take, begun }: Reading): Promise<void> {
  const options: Partial<OrderedConsumerOptions> = {
    ...(subject === undefined ? {} : { filter_subjects: subject }),
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: position() + 1,
  };
  const consumer = await client.consumers.get(stream, options);
  const messages = await consumer.consume({ max_messages: AHEAD, expires: PULLS_AGAIN_AFTER, idle_heartbeat: HEARD_EVERY });
  begun?.();
  const leave = (): void => messages.stop();
  let heardAt = performance.now();
  let busy = false;
  const heard = (): void => {
    heardAt = performance.now();
  };
  void (async () => {
    for await (const { type } of messages.status()) if (type === 'heartbeat') heard();
  })();
  const watching = setInterval(() => {
    if (!busy && performance.now() - heardAt > SILENT_AFTER) leave();
  }, HEARD_EVERY / 2);
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  try {
    for await (const message of messages) {
      busy = true;
      await take(message);
      busy = false;
      heard();
    }
  } finally {
    clearInterval(watching);
    signal.removeEventListener('abort', leave);
    leave();
  }
}

// Reads a stream message by message, for as long as its server responds. The client library never notices the death of a server to
// which it was connected itself, and its ordered consumer then waits for ever; so we detect that here, and the caller asks again.

import { setTimeout as sleep } from 'node:timers/promises';
import { DeliverPolicy, type JetStreamClient, type JsMsg, type OrderedConsumerOptions } from '@nats-io/jetstream';
import type { Millis } from '../../contracts/time.ts';

type From = { client: JetStreamClient; stream: string; subject?: string; signal: AbortSignal };

export type StreamHandler = {
  /** The position of the newest message that was processed; reading continues from there. */
  position(): number;
  /** Called for one message at a time. */
  take(message: JsMsg): Promise<void>;
  /** Called when the servers start to deliver. */
  begun?(): void;
  /** Called when messages after the position will be delivered again. */
  again?(error?: unknown): Promise<void> | void;
};

const AGAIN_AFTER: Millis = 500;
const AHEAD = 500;
const HEARD_EVERY: Millis = 1_000;
const PULLS_AGAIN_AFTER: Millis = 5_000;
const SILENT_AFTER: Millis = 3_000;

/** Resolves when the signal aborts and pending work has ended. */
export async function readStream(from: From, reading: StreamHandler): Promise<void> {
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

async function readWhileHeard({ client, stream, subject, signal }: From, { position, take, begun }: StreamHandler): Promise<void> {
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

// Orders from leads to hosts. Each agent has a queue, from which a host with a free seat takes an order; a key for each order
// records who has it. The key is created only once, so an order that is delivered twice is started once.

import {
  AckPolicy,
  type Consumer,
  DeliverPolicy,
  JetStreamApiError,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
} from '@nats-io/jetstream';
import type { KV } from '@nats-io/kv';
import type { Millis } from '../../../contracts/time.ts';
import { HostOrder, TakenOrder } from '../../../contracts/work/hosted.ts';
import { canonicalJson, digestOf } from '../../canonical.ts';
import { unlessChanged } from '../locks.ts';
import { requestFailure, saidIn } from '../server.ts';

/** Delivered to a host, again or to another one, until `done` is called. */
export type GivenOrder = { order: HostOrder; done(): void; putBack(): void };

export type Orders = {
  /** `version` and the agent of the order determine which hosts can take it. Giving it twice is fine. */
  give(order: HostOrder, version: string): Promise<void>;
  /** The next order for an agent, if one arrives in time. */
  next(agent: string, version: string, within: Millis): Promise<GivenOrder | undefined>;
  /** Assigns an order to the first host that asks. */
  take(key: string, by: { host: string | null; home: string }): Promise<TakenOrder>;
  taken(key: string): Promise<TakenOrder | undefined>;
  /** Cancels the order, whoever has it. */
  stop(key: string): Promise<void>;
};

const WORK = 'MUSTER_WORK';
const ROOT = 'muster.work';
/** If a host vanishes before it starts an order that was delivered to it, another host gets the order after this time. */
const TAKEN_WITHIN: Millis = 15_000;
/** An entry that cannot be read: nobody starts the order, and its lead goes on as if it had taken the order back. */
const NOBODYS: TakenOrder = { v: 1, host: null, home: '/', stopped: true };
const TRIES = 10;
/** How much later than requested a server may answer that there is no order. */
const LATE_BY: Millis = 3_000;

export const ORDERS_STREAM = { name: WORK, subjects: [`${ROOT}.>`] } as const;

/** Hashed, because parts of subjects and names of consumers must not contain dots or spaces. */
const queueOf = (agent: string, version: string): string => digestOf(`${version} ${agent}`).slice(0, 32);

export function ordersIn(client: JetStreamClient, manager: JetStreamManager, bucket: KV): Orders {
  const made = new Set<string>();

  async function consumerFor(queue: string): Promise<void> {
    if (made.has(queue)) return;
    try {
      await manager.consumers.add(WORK, {
        durable_name: queue,
        filter_subject: `${ROOT}.${queue}`,
        ack_policy: AckPolicy.Explicit,
        deliver_policy: DeliverPolicy.All,
        ack_wait: TAKEN_WITHIN * 1_000_000,
      });
    } catch (error) {
      // Another host created it first.
      if (!(error instanceof JetStreamApiError)) throw error;
    }
    made.add(queue);
  }

  async function read(key: string): Promise<{ taken: TakenOrder; revision: number } | undefined> {
    const entry = await bucket.get(key);
    if (entry?.operation !== 'PUT') return undefined;
    const read = TakenOrder.safeParse(saidIn(entry));
    return { taken: read.success ? read.data : NOBODYS, revision: entry.revision };
  }

  return {
    async give(order, version) {
      try {
        await client.publish(`${ROOT}.${queueOf(order.seat.agent, version)}`, canonicalJson(HostOrder.parse(order)));
      } catch (error) {
        throw requestFailure(error, `offer ${order.key} to the hosts`);
      }
    },
    async next(agent, version, within) {
      const queue = queueOf(agent, version);
      await consumerFor(queue);
      const consumer = await client.consumers.get(WORK, queue);
      const message = await firstOf(consumer, within);
      if (!message) return undefined;
      const order = HostOrder.safeParse(saidIn(message));
      if (order.success) return { order: order.data, done: () => message.ack(), putBack: () => message.nak(1_000) };
      message.term();
      return undefined;
    },
    async take(key, by) {
      try {
        for (let tries = 0; tries < TRIES; tries++) {
          const mine: TakenOrder = { v: 1, ...by, stopped: by.host === null };
          if ((await unlessChanged(bucket.create(key, canonicalJson(mine)))) !== undefined) return mine;
          const found = await read(key);
          if (found) return found.taken;
        }
      } catch (error) {
        throw requestFailure(error, `take ${key}`);
      }
      throw requestFailure(new Error('its key changes all the time'), `take ${key}`);
    },
    async taken(key) {
      try {
        return (await read(key))?.taken;
      } catch (error) {
        throw requestFailure(error, `ask who has ${key}`);
      }
    },
    async stop(key) {
      try {
        for (let tries = 0; tries < TRIES; tries++) {
          const found = await read(key);
          if (!found || found.taken.stopped) return;
          const stopped = canonicalJson({ ...found.taken, stopped: true });
          if ((await unlessChanged(bucket.update(key, stopped, found.revision))) !== undefined) return;
        }
      } catch (error) {
        throw requestFailure(error, `stop ${key}`);
      }
    },
  };
}

/** The client's own method never returns if the server dies meanwhile: the host took no more orders and did not end either. */
async function firstOf(consumer: Consumer, within: Millis): Promise<JsMsg | undefined> {
  const messages = await consumer.fetch({ max_messages: 1, expires: within });
  const silent = setTimeout(() => messages.stop(), within + LATE_BY);
  try {
    for await (const message of messages) return message;
    return undefined;
  } finally {
    clearTimeout(silent);
    messages.stop();
  }
}

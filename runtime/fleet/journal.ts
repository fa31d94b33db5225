// The journal of the fleet: one message is one commit, and a message is taken only on top of the one that it was decided
// on. Every node reads all of it, in one order.

import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ConsumerMessages,
  DeliverPolicy,
  JetStreamApiError,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
} from '@nats-io/jetstream';
import { JOURNAL } from './places.ts';
import { ANSWERS_WITHIN, unanswered } from './server.ts';

export type Published =
  | { kind: 'stored'; position: number }
  /** Something else came after what it was decided on. */
  | { kind: 'overtaken' }
  /** Stored or not: only the journal tells. */
  | { kind: 'unknown'; error: unknown };

export type Message = { position: number; subject: string; bytes: Uint8Array };

export type Journal = {
  /** On top of the message at that position of the same subject; 0 for none. */
  publish(subject: string, bytes: Uint8Array, after: number): Promise<Published>;
  /** The position of the newest message of a subject; 0 where there is none. */
  newest(subject: string): Promise<number>;
  /** The position of the newest message of all. */
  end(): Promise<number>;
  /** Gives every message after a position, in order and each once, as many at a time as are there, until it is stopped. */
  follow(after: number, take: (messages: Message[]) => Promise<void>, onTrouble: (error: unknown) => void): { stop(): Promise<void> };
};

/** “wrong last sequence” */
const WRONG_LAST = 10071;
const AGAIN_AFTER = 500;
const AHEAD = 500;
/** The server on which a consumer is can be gone: one that is not heard twice is rebuilt. */
const HEARD_EVERY = 1_000;
const PULLS_AGAIN_AFTER = 5_000;
const AT_ONCE = 100;

export function journalIn(client: JetStreamClient, manager: JetStreamManager): Journal {
  return {
    async publish(subject, bytes, after) {
      try {
        const { seq } = await client.publish(subject, bytes, { expect: { lastSubjectSequence: after }, timeout: ANSWERS_WITHIN });
        return { kind: 'stored', position: seq };
      } catch (error) {
        return error instanceof JetStreamApiError && error.code === WRONG_LAST ? { kind: 'overtaken' } : { kind: 'unknown', error };
      }
    },
    async newest(subject) {
      try {
        return (await manager.streams.getMessage(JOURNAL, { last_by_subj: subject }))?.seq ?? 0;
      } catch (error) {
        throw unanswered(error, `read the newest message of ${subject}`);
      }
    },
    async end() {
      try {
        return (await manager.streams.info(JOURNAL)).state.last_seq;
      } catch (error) {
        throw unanswered(error, 'ask where the journal ends');
      }
    },
    follow(after, take, onTrouble) {
      let stopped = false;
      let leave: (() => void) | undefined;
      const over = (async () => {
        for (let position = after; !stopped; ) {
          try {
            const consumer = await client.consumers.get(JOURNAL, {
              deliver_policy: DeliverPolicy.StartSequence,
              opt_start_seq: position + 1,
            });
            const messages = await consumer.consume({ max_messages: AHEAD, expires: PULLS_AGAIN_AFTER, idle_heartbeat: HEARD_EVERY });
            leave = () => messages.stop();
            if (stopped) leave();
            void leaveWhenSilent(messages);
            let batch: Message[] = [];
            for await (const message of messages) {
              batch.push(messageOf(message));
              if (message.info.pending > 0 && batch.length < AT_ONCE) continue;
              await take(batch);
              batch = [];
              position = message.seq;
            }
          } catch (error) {
            onTrouble(error);
          }
          if (!stopped) await sleep(AGAIN_AFTER);
        }
      })();
      return {
        async stop() {
          stopped = true;
          leave?.();
          await over;
        },
      };
    },
  };
}

/** Then it is asked for again, from where it was. */
async function leaveWhenSilent(messages: ConsumerMessages): Promise<void> {
  for await (const said of messages.status()) {
    if (said.type === 'heartbeats_missed') messages.stop();
  }
}

const messageOf = ({ seq, subject, data }: JsMsg): Message => ({ position: seq, subject, bytes: data });

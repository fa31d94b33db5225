// The journal of the fleet: each message is one commit, and is accepted only on top of the message it was decided on. All nodes
// read all messages in the same order.

import type { JetStreamClient, JetStreamManager, JsMsg } from '@nats-io/jetstream';
import type { Published, Publisher } from './publisher.ts';
import { readStream } from './read-stream.ts';
import { requestFailure } from './server.ts';
import { JOURNAL } from './streams.ts';

export type Message = { position: number; subject: string; bytes: Uint8Array };

export type Journal = {
  /** Publishes on top of the message at position `after` of the same subject; 0 if there is none. */
  publish(subject: string, bytes: Uint8Array, after: number): Promise<Published>;
  /** The position of the newest message of a subject; 0 if there is none. */
  newest(subject: string): Promise<number>;
  /** The position of the newest message of all subjects. */
  end(): Promise<number>;
  /** Delivers every message after a position once, in order and in batches of whatever is available, until it is stopped. */
  follow(after: number, take: (messages: Message[]) => Promise<void>, onTrouble: (error: unknown) => void): { stop(): Promise<void> };
};

const AT_ONCE = 100;

export function journalIn(client: JetStreamClient, manager: JetStreamManager, { publish }: Publisher): Journal {
  return {
    publish,
    async newest(subject) {
      try {
        return (await manager.streams.getMessage(JOURNAL, { last_by_subj: subject }))?.seq ?? 0;
      } catch (error) {
        throw requestFailure(error, `read the newest message of ${subject}`);
      }
    },
    async end() {
      try {
        return (await manager.streams.info(JOURNAL)).state.last_seq;
      } catch (error) {
        throw requestFailure(error, 'ask where the journal ends');
      }
    },
    follow(after, take, onTrouble) {
      const stopping = new AbortController();
      let position = after;
      let waiting: Message[] = [];
      let taking: Promise<void> | undefined;
      let failed: { error: unknown } | undefined;

      /** What arrives while a batch is processed forms the next batch; what arrived in one chunk is already one batch. */
      async function takeAll(): Promise<void> {
        try {
          await othersFirst();
          while (waiting.length > 0) {
            const batch = waiting.splice(0, AT_ONCE);
            await take(batch);
            position = batch.at(-1)?.position ?? position;
          }
        } catch (error) {
          waiting = [];
          failed = { error };
        } finally {
          taking = undefined;
        }
      }

      const over = readStream(
        { client, stream: JOURNAL, signal: stopping.signal },
        {
          position: () => position,
          async take(message) {
            waiting.push(messageOf(message));
            taking ??= takeAll();
            if (waiting.length >= AT_ONCE) await taking;
            if (failed) throw failed.error;
          },
          async again(error) {
            waiting = [];
            await taking;
            failed = undefined;
            if (error !== undefined) onTrouble(error);
          },
        },
      );
      return {
        async stop() {
          stopping.abort();
          await over;
        },
      };
    },
  };
}

const othersFirst = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const messageOf = ({ seq, subject, data }: JsMsg): Message => ({ position: seq, subject, bytes: data });

// The journal of the fleet: one message is one commit, and a message is taken only on top of the one that it was decided
// on. Every node reads all of it, in one order.

import type { JetStreamClient, JetStreamManager, JsMsg } from '@nats-io/jetstream';
import { JOURNAL } from './places.ts';
import type { Published, Publisher } from './publisher.ts';
import { readOn } from './read-on.ts';
import { unanswered } from './server.ts';

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

const AT_ONCE = 100;

export function journalIn(client: JetStreamClient, manager: JetStreamManager, { publish }: Publisher): Journal {
  return {
    publish,
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
      const stopping = new AbortController();
      let position = after;
      let waiting: Message[] = [];
      let taking: Promise<void> | undefined;
      let failed: { error: unknown } | undefined;

      /** Whatever comes while some are taken in is taken in together after them; what came in one piece already the first time. */
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

      const over = readOn(
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

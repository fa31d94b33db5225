// The journal of the fleet: one message is one commit, and a message is taken only on top of the one that it was decided
// on. Every node reads all of it, in one order.

import { JetStreamApiError, type JetStreamClient, type JetStreamManager, type JsMsg } from '@nats-io/jetstream';
import { JOURNAL } from './places.ts';
import { readOn } from './read-on.ts';
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
      const stopping = new AbortController();
      let position = after;
      let batch: Message[] = [];
      const over = readOn(
        { client, stream: JOURNAL, signal: stopping.signal },
        {
          position: () => position,
          async take(message, pending) {
            batch.push(messageOf(message));
            if (pending > 0 && batch.length < AT_ONCE) return;
            await take(batch);
            batch = [];
            position = message.seq;
          },
          again(error) {
            batch = [];
            if (error !== undefined) onTrouble(error);
          },
        },
      );
      return {
        stop() {
          stopping.abort();
          return over;
        },
      };
    },
  };
}

const messageOf = ({ seq, subject, data }: JsMsg): Message => ({ position: seq, subject, bytes: data });

// Publishes messages, each on top of the one it was decided on. The client library could do it too, but spends several promises, a
// timer and an error with its stack on each message, which an append cannot afford.

import { createInbox, headers, type Msg, type NatsConnection, PermissionViolationError } from '@nats-io/transport-node';
import * as z from '../../contracts/schema.ts';
import { REQUEST_TIMEOUT } from './server.ts';

export type Published =
  | { kind: 'stored'; position: number }
  /** Another message was published on top of the expected one first. */
  | { kind: 'overtaken' }
  /** It is unknown whether the message was stored; only the journal can tell. */
  | { kind: 'unknown'; error: unknown };

export type Publisher = {
  /** Publishes on top of the message at position `after` of the same subject; 0 if there is none. */
  publish(subject: string, bytes: Uint8Array, after: number): Promise<Published>;
};

/** “wrong last sequence” */
const WRONG_LAST = 10071;
const EXPECTED = 'Nats-Expected-Last-Subject-Sequence';

const Refused = z.object({ error: z.object({ err_code: z.int().optional(), description: z.string().optional() }) });
const Stored = z.object({ seq: z.int().min(1) });

type Waiting = { subject: string; settle(published: Published): void };

export function publisherOn(connection: NatsConnection): Publisher {
  /** All replies arrive on one subscription, each on a subject of its own below it. */
  const inbox = createInbox();
  const waiting = new Map<string, Waiting>();
  let given = 0;

  connection.subscribe(`${inbox}.*`, {
    callback(error, message) {
      if (!error) waiting.get(message.subject)?.settle(answerOf(message));
    },
  });
  void (async () => {
    for await (const status of connection.status()) {
      if (status.type !== 'error' || !(status.error instanceof PermissionViolationError)) continue;
      for (const one of waiting.values()) if (one.subject === status.error.subject) one.settle({ kind: 'unknown', error: status.error });
    }
  })();
  void connection.closed().then(() => {
    for (const one of waiting.values()) one.settle(unanswered('the connection was closed'));
  });

  return {
    publish: (subject, bytes, after) =>
      new Promise((resolve) => {
        const reply = `${inbox}.${given++}`;
        const settle = (published: Published): void => {
          clearTimeout(late);
          waiting.delete(reply);
          resolve(published);
        };
        const late = setTimeout(() => settle(unanswered('timeout')), REQUEST_TIMEOUT);
        waiting.set(reply, { subject, settle });
        try {
          const expecting = headers();
          expecting.set(EXPECTED, String(after));
          connection.publish(subject, bytes, { reply, headers: expecting });
        } catch (error) {
          settle({ kind: 'unknown', error });
        }
      }),
  };
}

/** A reply without a body means that no server accepts messages of that subject now. */
function answerOf(message: Msg): Published {
  let said: unknown;
  try {
    said = message.json();
  } catch {
    return unanswered('no responders');
  }
  const stored = Stored.safeParse(said);
  if (stored.success) return { kind: 'stored', position: stored.data.seq };
  const refused = Refused.safeParse(said);
  if (refused.data?.error.err_code === WRONG_LAST) return { kind: 'overtaken' };
  return unanswered(refused.data?.error.description ?? 'something else than an answer');
}

const unanswered = (said: string): Published => ({ kind: 'unknown', error: new Error(said) });

// Publishes messages, each on top of the one that it was decided on. The client library can do that too, with several promises, a timer
// and an error with its stack around each; an append cannot afford them.

import { createInbox, headers, type Msg, type NatsConnection, PermissionViolationError } from '@nats-io/transport-node';
import * as z from '../../contracts/schema.ts';
import { ANSWERS_WITHIN } from './server.ts';

export type Published =
  | { kind: 'stored'; position: number }
  /** Something else came after what it was decided on. */
  | { kind: 'overtaken' }
  /** Stored or not: only the journal tells. */
  | { kind: 'unknown'; error: unknown };

export type Publisher = {
  /** On top of the message at that position of the same subject; 0 for none. */
  publish(subject: string, bytes: Uint8Array, after: number): Promise<Published>;
};

/** “wrong last sequence” */
const WRONG_LAST = 10071;
const EXPECTED = 'Nats-Expected-Last-Subject-Sequence';

const Refused = z.object({ error: z.object({ err_code: z.int().optional(), description: z.string().optional() }) });
const Stored = z.object({ seq: z.int().min(1) });

type Waiting = { subject: string; settle(published: Published): void };

export function publisherOn(connection: NatsConnection): Publisher {
  /** All answers come to it, each to a name of its own below. */
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
        const late = setTimeout(() => settle(unanswered('timeout')), ANSWERS_WITHIN);
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

/** An answer without a text is the servers’ word that nobody takes messages of that subject now. */
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

// What hosts say of their sessions: a subject for each, kept for a while, so that a lead that was away, or another one,
// hears all of it.

import { setTimeout as sleep } from 'node:timers/promises';
import { DeliverPolicy, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import { HostSaid } from '../../../contracts/work/hosted.ts';
import { canonicalJson } from '../../canonical.ts';
import { ANSWERS_WITHIN, unanswered } from '../server.ts';

export type SaidLog = {
  say(said: HostSaid): Promise<void>;
  /** The newest that was said of a session. */
  last(key: string): Promise<HostSaid | undefined>;
  /** All that was said and will be, in order, until the signal aborts. */
  follow(key: string, take: (said: HostSaid) => Promise<void>, signal: AbortSignal): Promise<void>;
};

const SAID = 'MUSTER_SAID';
const ROOT = 'muster.said';
const AGAIN_AFTER = 500;
const HEARD_EVERY = 1_000;
const PULLS_AGAIN_AFTER = 5_000;

export const SAID_PLACE = { name: SAID, subjects: [`${ROOT}.>`] } as const;

export function saidIn(client: JetStreamClient, manager: JetStreamManager): SaidLog {
  const subjectOf = (key: string): string => `${ROOT}.${key}`;
  return {
    async say(said) {
      try {
        await client.publish(subjectOf(said.view.key), canonicalJson(said), { timeout: ANSWERS_WITHIN });
      } catch (error) {
        throw unanswered(error, `say how ${said.view.key} is`);
      }
    },
    async last(key) {
      try {
        const message = await manager.streams.getMessage(SAID, { last_by_subj: subjectOf(key) });
        return message ? HostSaid.parse(message.json()) : undefined;
      } catch (error) {
        throw unanswered(error, `ask what was said of ${key}`);
      }
    },
    async follow(key, take, signal) {
      for (let position = 0; !signal.aborted; ) {
        try {
          const consumer = await client.consumers.get(SAID, {
            filter_subjects: subjectOf(key),
            deliver_policy: DeliverPolicy.StartSequence,
            opt_start_seq: position + 1,
          });
          const messages = await consumer.consume({ expires: PULLS_AGAIN_AFTER, idle_heartbeat: HEARD_EVERY });
          const leave = () => messages.stop();
          signal.addEventListener('abort', leave, { once: true });
          if (signal.aborted) leave();
          // The server on which it is can be gone: then it is asked for again, from where it was.
          void (async () => {
            for await (const { type } of messages.status()) if (type === 'heartbeats_missed') leave();
          })();
          try {
            for await (const message of messages) {
              const said = HostSaid.safeParse(message.json());
              if (said.success && said.data.view.key === key) await take(said.data);
              position = message.seq;
            }
          } finally {
            signal.removeEventListener('abort', leave);
          }
        } catch {
          // The servers are away, or what it names is; it is asked for again.
        }
        if (!signal.aborted) await sleep(AGAIN_AFTER);
      }
    },
  };
}

// What hosts say of their sessions: a subject for each, kept for a while, so that a lead that was away, or another one,
// hears all of it.

import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import { HostSaid } from '../../../contracts/work/hosted.ts';
import { canonicalJson } from '../../canonical.ts';
import { readOn } from '../read-on.ts';
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
    follow(key, take, signal) {
      let position = 0;
      return readOn(
        { client, stream: SAID, subject: subjectOf(key), signal },
        {
          position: () => position,
          async take(message) {
            const said = HostSaid.safeParse(message.json());
            if (said.success && said.data.view.key === key) await take(said.data);
            position = message.seq;
          },
        },
      );
    },
  };
}

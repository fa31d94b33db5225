// What hosts report about their sessions: one subject for each session, kept for a while, so that a lead that was away, or its
// successor, hears everything.

import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import type { Millis } from '../../../contracts/time.ts';
import { HostReport } from '../../../contracts/work/hosted.ts';
import { canonicalJson } from '../../canonical.ts';
import { readStream } from '../read-stream.ts';
import { REQUEST_TIMEOUT, requestFailure, saidIn } from '../server.ts';

/** `not-heard`: the servers do not deliver it. `not-taken`: it was delivered, but could not be processed here. Both are retried. */
export type ListenTrouble = { kind: 'not-heard' | 'not-taken'; error: unknown };

export type ReportListener = {
  /** `receivedAt`: when the servers received it, by their clocks. */
  take(said: HostReport, receivedAt: Millis): Promise<void>;
  /** Called each time something fails, and with undefined once it works again. */
  trouble(it: ListenTrouble | undefined): void;
};

export type HostReports = {
  report(said: HostReport): Promise<void>;
  /** The newest report about a session; undefined if there is none, or it cannot be read. */
  last(key: string): Promise<HostReport | undefined>;
  /** Delivers all reports of the host that has the order, past and future, in order, until the signal aborts. */
  follow(key: string, by: { host: string; home: string }, hearer: ReportListener, signal: AbortSignal): Promise<void>;
};

const SAID = 'MUSTER_SAID';
const ROOT = 'muster.said';

export const REPORTS_STREAM = { name: SAID, subjects: [`${ROOT}.>`] } as const;

class NotTaken extends Error {}

function unknownForm({ issues: [first] }: { issues: readonly { path: readonly PropertyKey[]; message: string }[] }): string {
  const at = first?.path.map(String).join('.');
  return `it is no report (${at ? `${at}: ` : ''}${first?.message})`;
}

export function hostReportsIn(client: JetStreamClient, manager: JetStreamManager): HostReports {
  const subjectOf = (key: string): string => `${ROOT}.${key}`;
  return {
    async report(said) {
      try {
        await client.publish(subjectOf(said.view.key), canonicalJson(said), { timeout: REQUEST_TIMEOUT });
      } catch (error) {
        throw requestFailure(error, `say how ${said.view.key} is`);
      }
    },
    async last(key) {
      try {
        const message = await manager.streams.getMessage(SAID, { last_by_subj: subjectOf(key) });
        return message ? HostReport.safeParse(saidIn(message)).data : undefined;
      } catch (error) {
        throw requestFailure(error, `ask what was said of ${key}`);
      }
    },
    follow(key, by, hearer, signal) {
      let position = 0;
      let wrong: ListenTrouble['kind'] | undefined;
      const fails = (it: ListenTrouble): void => {
        wrong = it.kind;
        hearer.trouble(it);
      };
      const well = (): void => {
        if (wrong) hearer.trouble(undefined);
        wrong = undefined;
      };
      return readStream(
        { client, stream: SAID, subject: subjectOf(key), signal },
        {
          position: () => position,
          begun() {
            if (wrong === 'not-heard') well();
          },
          async take(message) {
            const said = HostReport.safeParse(saidIn(message));
            // What cannot be parsed now cannot be parsed later either.
            if (!said.success || said.data.view.key !== key || said.data.host !== by.host || said.data.home !== by.home)
              fails({
                kind: 'not-taken',
                error: new Error(said.error ? unknownForm(said.error) : 'it is of another worker, or another host'),
              });
            else {
              await hearer.take(said.data, message.time.getTime()).catch((error: unknown) => {
                throw new NotTaken('', { cause: error });
              });
              well();
            }
            position = message.seq;
          },
          again(error) {
            if (error === undefined || signal.aborted) return;
            fails(error instanceof NotTaken ? { kind: 'not-taken', error: error.cause } : { kind: 'not-heard', error });
          },
        },
      );
    },
  };
}

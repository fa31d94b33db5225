// A person's view into a worker's terminal: what it printed lately, what it prints, and, if asked for,
// what is typed. Any number may look at once; none of them can slow the worker down.

import { MusterError } from '../../../contracts/errors.ts';
import type { SessionEnd, SessionKey, SessionView } from '../../../contracts/work/session.ts';
import { findSocketPlace } from '../../wire/socket-place.ts';
import { PROTOCOL } from '../protocol/protocol.ts';
import { openLink, type Question, unreachable } from './link.ts';

export type Attached = {
  /** As it was when the view began. */
  readonly view: SessionView;
  /** Until it is called, and while a promise it gave is open, nothing more is taken in; what is missed then is missed. */
  onOutput(listener: OutputListener): void;
  write(bytes: Buffer): void;
  resize(cols: number, rows: number): void;
  close(): void;
  /** The session's end, once the listener has had its last output; null when this view was closed or lost before. */
  readonly ended: Promise<SessionEnd | null>;
};

/** Bytes in order; `missed` counts what was skipped before them because this viewer was too slow. */
export type OutputListener = (bytes: Buffer, missed: number) => void | Promise<void>;

export type AttachOptions = { write: boolean; cols: number; rows: number };

const ANSWER_WITHIN = 10_000;

/** Rejects `host-unreachable` when there is no host or no such session; never starts a host. */
export async function attachSession(home: string, key: SessionKey, { write, cols, rows }: AttachOptions): Promise<Attached> {
  const place = findSocketPlace(home, 'sessions.sock');
  if (!place) throw unreachable(`no session host has run for ${home} yet`);
  const ended = Promise.withResolvers<SessionEnd | null>();
  const waiting: { bytes: Buffer; missed: number }[] = [];
  let listener: OutputListener | undefined;
  let busy = false;
  let end: SessionEnd | undefined;
  let missed = 0;

  /** While the listener has not finished, or there is none yet, nothing more is taken in. */
  async function hand(): Promise<void> {
    if (busy || !listener) return;
    busy = true;
    for (let next = waiting.shift(); next; next = waiting.shift()) await listener(next.bytes, next.missed);
    busy = false;
    if (end) ended.resolve(end);
    link.resume();
  }

  function onOutput(bytes: Buffer): void {
    waiting.push({ bytes, missed });
    missed = 0;
    link.pause();
    void hand();
  }

  const link = await openLink(
    place,
    { type: 'hello', protocol: PROTOCOL, role: 'viewer' },
    {
      onPush(push) {
        if (push.type === 'output') onOutput(Buffer.from(push.data, 'base64'));
        else if (push.type === 'missed') missed += push.bytes;
        else if (push.type === 'over') {
          end = push.end;
          void hand();
        }
      },
      onClose() {
        if (!end) ended.resolve(null);
      },
    },
  ).catch((error) => {
    throw error instanceof MusterError ? error : unreachable(`no session host answers for ${home}`, error);
  });
  let view: SessionView;
  try {
    view = await link.ask({ call: 'attach', key, write, cols, rows }, ANSWER_WITHIN);
  } catch (error) {
    link.close();
    throw error;
  }
  // Input to a session that has just ended is refused, which needs no message.
  const tell = (question: Question) => void link.ask(question, ANSWER_WITHIN).catch(() => undefined);
  return {
    view,
    onOutput(next) {
      listener = next;
      void hand();
    },
    write: (bytes) => tell({ call: 'input', key, data: bytes.toString('base64') }),
    resize: (toCols, toRows) => tell({ call: 'resize', key, cols: toCols, rows: toRows }),
    close: () => link.close(),
    ended: ended.promise,
  };
}

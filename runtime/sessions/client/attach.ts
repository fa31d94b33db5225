// A person's view of a worker's terminal: its recent output, its new output and, if requested, typed input. Any number of people
// may watch at once; none of them can slow the worker down.

import { MusterError } from '../../../contracts/errors.ts';
import type { SessionEnd, SessionKey, SessionView } from '../../../contracts/work/session.ts';
import { findSocketPlace } from '../../wire/socket-place.ts';
import { PROTOCOL } from '../protocol/protocol.ts';
import { openLink, type RequestBody, unreachable } from './link.ts';

export type Attached = {
  /** The session as it was when the view was opened. */
  readonly view: SessionView;
  /** The next output is taken only after the promise of the last call has resolved; a slow listener misses output. */
  onOutput(listener: OutputListener): void;
  write(bytes: Buffer): void;
  resize(cols: number, rows: number): void;
  close(): void;
  /** The end of the session, after the listener got its last output; null if the view was closed or lost before. */
  readonly ended: Promise<SessionEnd | null>;
};

/** Bytes in order; `missed` counts the bytes that were skipped before them because this viewer was too slow. */
export type OutputListener = (bytes: Buffer, missed: number) => void | Promise<void>;

export type AttachOptions = { write: boolean; cols: number; rows: number };

const ANSWER_WITHIN = 10_000;

/** Rejects with `host-unreachable` when there is no host or no such session; never starts a host. */
export async function attachSession(home: string, key: SessionKey, { write, cols, rows }: AttachOptions): Promise<Attached> {
  const place = findSocketPlace(home, 'sessions.sock');
  if (!place) throw unreachable(`no session host has run for ${home} yet`);
  const ended = Promise.withResolvers<SessionEnd | null>();
  const waiting: { bytes: Buffer; missed: number }[] = [];
  let listener: OutputListener | undefined;
  let busy = false;
  let end: SessionEnd | undefined;
  let missed = 0;

  /** Takes no more output until there is a listener and it has finished. */
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
  // Input to a session that has just ended is refused, which is not worth a message.
  const tell = (question: RequestBody) => void link.ask(question, ANSWER_WITHIN).catch(() => undefined);
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

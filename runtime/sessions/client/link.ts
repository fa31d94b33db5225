// The client's end of a connection to the host: a handshake, then requests and responses. When the connection is lost, all pending
// requests fail and the link cannot be used any more.

import { connect, type Socket } from 'node:net';
import { ERROR_CODES, type ErrorCode, type Failure, MusterError } from '../../../contracts/errors.ts';
import { frame, lineCutter } from '../../wire/frames.ts';
import { type Answers, type FromHost, type Hello, type Push, REPLY_BYTES, type Request, type Welcome } from '../protocol/protocol.ts';

type Distribute<R> = R extends Request ? Omit<R, 'id'> : never;
/** A request that has no number yet. */
export type RequestBody = Distribute<Request>;

export type Link = {
  readonly welcome: Welcome;
  ask<Q extends RequestBody>(question: Q, timeout: number): Promise<Answers[Q['call']]>;
  isOpen(): boolean;
  /** Stops reading until resumed; the host does not wait for it. */
  pause(): void;
  resume(): void;
  close(): void;
};

export type LinkEvents = { onPush(push: Push): void; onClose(): void };

type Pending = { resolve(ok: never): void; reject(error: MusterError): void; timer: NodeJS.Timeout };

const WELCOME_WITHIN = 5_000;

/** Rejects with the socket's own error when nothing listens, and with a MusterError when the host refuses. */
export function openLink(path: string, hello: Hello, events: LinkEvents): Promise<Link> {
  const greeting = Promise.withResolvers<Link>();
  const pending = new Map<number, Pending>();
  const socket: Socket = connect(path);
  let lastId = 0;
  let welcomed = false;
  const late = setTimeout(() => socket.destroy(unreachable('the session host accepted the connection but did not answer')), WELCOME_WITHIN);

  function onLine(line: string): void {
    const message = JSON.parse(line) as FromHost;
    if ('type' in message) {
      if (message.type === 'welcome') welcome(message);
      else events.onPush(message);
    } else if (message.id === null) {
      if ('error' in message) socket.destroy(revived(message.error));
    } else {
      const asked = pending.get(message.id);
      pending.delete(message.id);
      clearTimeout(asked?.timer);
      if ('error' in message) asked?.reject(revived(message.error));
      else asked?.resolve(message.ok as never);
    }
  }

  function welcome(said: Welcome): void {
    clearTimeout(late);
    welcomed = true;
    greeting.resolve({
      welcome: said,
      ask,
      isOpen: () => !socket.destroyed,
      pause: () => socket.pause(),
      resume: () => socket.resume(),
      close: () => socket.destroy(),
    });
  }

  function ask<Q extends RequestBody>(question: Q, timeout: number): Promise<Answers[Q['call']]> {
    const { promise, resolve, reject } = Promise.withResolvers<Answers[Q['call']]>();
    if (socket.destroyed) {
      reject(unreachable('the connection to the session host is closed'));
      return promise;
    }
    lastId += 1;
    // A host that does not answer counts as unreachable; a late answer is dropped.
    const timer = setTimeout(
      () => socket.destroy(unreachable(`the session host did not answer "${question.call}" within ${timeout / 1000} s`)),
      timeout,
    );
    pending.set(lastId, { resolve, reject, timer });
    socket.write(frame({ ...question, id: lastId }));
    return promise;
  }

  let trouble: Error | undefined;
  socket.on('connect', () => socket.write(frame(hello)));
  const cut = lineCutter(REPLY_BYTES, onLine);
  socket.on('data', (chunk) => {
    try {
      cut(chunk);
    } catch (error) {
      socket.destroy(unreachable(`the session host sent something that is not a frame: ${String(error)}`));
    }
  });
  socket.on('error', (error) => {
    trouble = error;
  });
  socket.on('close', () => {
    clearTimeout(late);
    const cause = trouble instanceof MusterError ? trouble : unreachable('the connection to the session host was lost', trouble);
    for (const { reject, timer } of pending.values()) {
      clearTimeout(timer);
      reject(cause);
    }
    pending.clear();
    greeting.reject(trouble ?? cause);
    if (welcomed) events.onClose();
  });
  return greeting.promise;
}

export function unreachable(message: string, cause?: unknown): MusterError {
  return new MusterError('host-unreachable', message, 'The next call looks for the host again and starts one if there is none.', {
    cause,
  });
}

function revived(failure: Failure): MusterError {
  const code: ErrorCode = failure.code in ERROR_CODES ? (failure.code as ErrorCode) : 'internal';
  return new MusterError(code, failure.message, failure.hint);
}

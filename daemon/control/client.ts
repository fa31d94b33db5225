// How commands connect to the daemon of a home.

import { connect, type Socket } from 'node:net';
import type { Challenge, ControlAnswer } from '../../contracts/control.ts';
import { ERROR_CODES, type ErrorCode, MusterError } from '../../contracts/errors.ts';
import { frame, lineCutter } from '../../runtime/wire/frames.ts';
import { findSocketPlace } from '../../runtime/wire/socket-place.ts';
import { holdOpen } from './caller/hold-open.ts';
import { needsProof, type RequestWithoutId } from './caller/person-only.ts';

const SOCKET = 'daemon.sock';
const FRAME = 16 * 1024 * 1024;

export type Daemon = {
  ask(question: RequestWithoutId): Promise<unknown>;
  close(): void;
};

/** Undefined if nothing listens. */
export async function reachDaemon(home: string): Promise<Daemon | undefined> {
  const place = findSocketPlace(home, SOCKET);
  if (place === undefined) return undefined;
  const socket = await open(place);
  return socket && speak(socket, place);
}

function open(place: string): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(place);
    socket.once('connect', () => resolve(socket));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(undefined);
      else reject(error);
    });
  });
}

function speak(socket: Socket, place: string): Daemon {
  const open = new Map<number, PromiseWithResolvers<unknown>>();
  let next = 1;
  const fail = (error: MusterError) => {
    for (const it of open.values()) it.reject(error);
    open.clear();
  };
  const gone = () =>
    fail(
      new MusterError(
        'daemon-unreachable',
        'the daemon went away before it answered',
        '`muster status` shows whether it is running; runs continue when it runs again.',
      ),
    );
  const take = (line: string) => {
    const answer = JSON.parse(line) as ControlAnswer;
    if (answer.ok) open.get(answer.id)?.resolve(answer.result);
    else if (answer.id === null) fail(errorOf(answer.error));
    else open.get(answer.id)?.reject(errorOf(answer.error));
    if (answer.id !== null) open.delete(answer.id);
    if (open.size === 0) socket.unref();
  };
  // Only a pending answer keeps a command from exiting, so one that fails need not hang up.
  socket.unref();
  const cut = lineCutter(FRAME, take);
  socket.on('data', (chunk: Buffer) => {
    try {
      cut(chunk);
    } catch (error) {
      fail(stranger(place, error));
      socket.destroy();
    }
  });
  socket.on('error', gone);
  socket.on('close', gone);
  function put(question: RequestWithoutId): Promise<unknown> {
    const id = next++;
    const answer = Promise.withResolvers<unknown>();
    open.set(id, answer);
    socket.ref();
    socket.write(frame({ id, ...question }));
    return answer.promise;
  }
  return {
    async ask(question) {
      if (!needsProof(question)) return put(question);
      using held = holdOpen((await put({ ask: 'prove' })) as Challenge);
      return await put({ ...question, proof: held.proof });
    },
    close: () => void socket.destroy(),
  };
}

const stranger = (place: string, cause: unknown): MusterError =>
  new MusterError(
    'daemon-unreachable',
    `the program that listens at ${place} is not a Muster daemon`,
    'End that program, or choose another home with MUSTER_HOME.',
    { cause },
  );

function errorOf({ code, message, hint }: { code: string; message: string; hint: string }): MusterError {
  return new MusterError(code in ERROR_CODES ? (code as ErrorCode) : 'internal', message, hint);
}

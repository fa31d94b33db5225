// The control socket: takes requests from commands and answers each with one line. Only this user can
// open it. A malformed request gets one clear answer and changes nothing.

import { chmodSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { type ControlAnswer, ControlRequest } from '../../contracts/control.ts';
import { cut as cutText } from '../../contracts/cut.ts';
import { failureOf, MusterError } from '../../contracts/errors.ts';
import { codeOf } from '../../runtime/files.ts';
import { frame, lineCutter } from '../../runtime/wire/frames.ts';
import { makeSocketPlace } from '../../runtime/wire/socket-place.ts';
import { whenMissing } from './when-missing.ts';

const CONTROL_SOCKET = 'daemon.sock';
const CONTROL_FRAME = 4 * 1024 * 1024;
/** How long a peer has to read its last answer and hang up; a stopped one never does. */
const PARTING = 1_000;
const LONGEST_REASON = 300;

/** One connection. `gone` aborts when the peer has hung up. */
export type Peer = { readonly gone: AbortSignal };

export type Answer = (request: ControlRequest, peer: Peer) => Promise<unknown>;

export type ControlServer = { close(): Promise<void> };

export async function serveControl(home: string, answer: Answer): Promise<ControlServer> {
  const place = makeSocketPlace(home, CONTROL_SOCKET);
  // We hold the daemon's lock, so an existing socket belongs to a dead daemon.
  await rm(place, { force: true }).catch((error: unknown) => {
    if (codeOf(error) !== 'ERR_FS_EISDIR') throw error;
    const hint = `Check what is in it and move it away: mv ${place} ${place}.old`;
    throw new MusterError('io-failed', `${place} is a directory, where the daemon's socket should be`, hint, { cause: error });
  });
  const sockets = new Set<Socket>();
  const open = async (): Promise<Server> => {
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      attend(socket, answer);
    });
    await listen(server, place);
    chmodSync(place, 0o600);
    return server;
  };
  let server = await open();
  // A daemon whose socket was removed could be neither asked nor stopped.
  const watching = whenMissing(place, async () => {
    server.close();
    server = await open();
  });
  return {
    async close() {
      await watching.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) dismiss(socket);
      await closed;
    },
  };
}

function listen(server: Server, place: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // Also for later errors: if there are no descriptors left, for example, a peer is not accepted, which is no reason to end.
    server.on('error', reject);
    // The socket is created private: no one else can connect between listening and chmod.
    const before = process.umask(0o177);
    server.listen(place, () => resolve());
    process.umask(before);
  });
}

function attend(socket: Socket, answer: Answer): void {
  const gone = new AbortController();
  const peer: Peer = { gone: gone.signal };
  const send = (it: ControlAnswer) => {
    if (!socket.destroyed) socket.write(frame(it));
  };
  const take = (line: string): void => {
    const request = parse(line);
    if (request instanceof MusterError) {
      send({ id: null, ok: false, error: failureOf(request) });
      return;
    }
    answer(request, peer).then(
      (result) => send({ id: request.id, ok: true, result: result ?? null }),
      (error: unknown) => send({ id: request.id, ok: false, error: failureOf(error) }),
    );
  };
  const cut = lineCutter(CONTROL_FRAME, take);
  const read = (chunk: Buffer) => {
    try {
      cut(chunk);
    } catch (error) {
      // The rest of the line is read and dropped, so that the peer can read its one answer.
      socket.off('data', read).resume();
      send({ id: null, ok: false, error: failureOf(error) });
      dismiss(socket);
    }
  };
  socket.on('data', read);
  socket.on('error', () => socket.destroy());
  socket.on('close', () => gone.abort());
}

function dismiss(socket: Socket): void {
  socket.end();
  setTimeout(() => socket.destroy(), PARTING).unref();
}

function parse(line: string): ControlRequest | MusterError {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return new MusterError('frame-invalid', 'a request on the control socket is not JSON', 'Send one JSON object per line.');
  }
  const request = ControlRequest.safeParse(value);
  if (request.success) return request.data;
  const issue = request.error.issues[0];
  const reason = `a request on the control socket is wrong at \`${issue?.path.join('.') ?? ''}\`: ${issue?.message ?? ''}`;
  return new MusterError('frame-invalid', cutText(reason, LONGEST_REASON), 'The command and the daemon may have different versions.');
}

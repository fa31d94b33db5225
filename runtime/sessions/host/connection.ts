// One peer on the host's socket: handshake, admission, requests and responses. An error in a request is reported to its sender;
// nothing that a peer sends can end the host.

import type { Socket } from 'node:net';
import { failureOf, MusterError } from '../../../contracts/errors.ts';
import type { SessionKey } from '../../../contracts/work/session.ts';
import { isShortage, shortage } from '../../shortage.ts';
import { frame, lineCutter } from '../../wire/frames.ts';
import { checkHello, checkRequest } from '../protocol/check-request.ts';
import { type Answers, type FromHost, type Hello, PROTOCOL, REQUEST_BYTES, type Request } from '../protocol/protocol.ts';
import type { EpochFence } from './epoch.ts';
import { type SessionList, unknownSession } from './session-list.ts';
import { openViewer, showEndedSession, type Viewer } from './viewers.ts';

export type Connection = {
  hello(): Hello | undefined;
  hint(key: SessionKey): void;
  /** Tells a daemon that its epoch was superseded, and disconnects it. */
  fence(): void;
};

export type HostContext = { sessions: SessionList; epochs: EpochFence; host: { pid: number; start: string }; onDaemon(): void };

const FOR_EVER: readonly Request['call'][] = ['list', 'observe', 'stop'];
const FOR_VIEWERS: readonly Request['call'][] = ['list', 'observe', 'collect', 'attach', 'input', 'resize'];
/** A peer that does not read its responses is disconnected before they fill the memory. */
const UNREAD_LIMIT = 32 * 1024 * 1024;
/** Time for a refused peer to read the reason and hang up. */
const PARTING = 1_000;

export function openConnection(socket: Socket, context: HostContext): Connection {
  let hello: Hello | undefined;
  const viewing = viewingBy(socket, context.sessions);
  const silent = setTimeout(() => socket.destroy(), 10_000);

  const send = (message: FromHost) => {
    if (socket.destroyed) return;
    socket.write(frame(message));
    if (socket.writableLength > UNREAD_LIMIT) socket.destroy();
  };
  let refused = false;
  /** Called once. Later requests are ignored but still read, so that the peer gets to read the reason. */
  const refuse = (error: unknown) => {
    if (refused) return;
    refused = true;
    send({ id: null, error: failureOf(error) });
    socket.end();
    setTimeout(() => socket.destroy(), PARTING).unref();
  };

  function onLine(line: string): void {
    if (refused) return;
    if (!hello) {
      greet(line);
      return;
    }
    let request: Request;
    try {
      request = checkRequest(line);
    } catch (error) {
      send({ id: idIn(line), error: failureOf(error) });
      return;
    }
    const { id } = request;
    answer(request, hello).then(
      (ok) => send({ id, ok }),
      (error) => send({ id, error: failureOf(ofTheMachine(error, request.call)) }),
    );
  }

  function greet(line: string): void {
    try {
      const said = checkHello(line);
      if (said.role === 'daemon') context.epochs.admit(said.epoch);
      hello = said;
      clearTimeout(silent);
      send({ type: 'welcome', protocol: PROTOCOL, pid: context.host.pid, pidStart: context.host.start });
      if (said.role === 'daemon') context.onDaemon();
    } catch (error) {
      refuse(error);
    }
  }

  async function answer(request: Request, from: Hello): Promise<Answers[keyof Answers]> {
    refuseUnfit(request, from, context);
    const { sessions } = context;
    switch (request.call) {
      case 'list':
        return sessions.list();
      case 'observe':
        return sessions.observe(request.keys, request.cpu);
      case 'stop':
        return sessions.stop(request.key);
      case 'start':
        return sessions.start(request.key, request.spec);
      case 'collect':
        return sessions.collect(request.key, request.tailBytes);
      case 'hold':
        sessions.hold(request.key, request.held);
        return null;
      case 'keep':
        sessions.session(request.key)?.keep(request.span);
        return null;
      case 'attach':
        return viewing.attach(request);
      case 'input':
        viewing.writable(request.key).terminal.write(Buffer.from(request.data, 'base64'));
        return null;
      case 'resize':
        viewing.writable(request.key).terminal.resize(request.cols, request.rows);
        return null;
    }
  }

  const cut = lineCutter(REQUEST_BYTES, onLine);
  socket.on('data', (chunk) => {
    if (refused) return;
    try {
      cut(chunk);
    } catch (error) {
      refuse(error);
    }
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    clearTimeout(silent);
    viewing.leave();
  });

  return {
    hello: () => hello,
    hint(key) {
      if (hello?.role === 'daemon') send({ type: 'ended', key });
    },
    fence() {
      try {
        if (hello?.role === 'daemon') context.epochs.admit(hello.epoch);
      } catch (error) {
        refuse(error);
      }
    },
  };
}

/** Viewers may watch and type; a daemon with another protocol version may only end what it finds. */
function refuseUnfit(request: Request, from: Hello, context: HostContext): void {
  if (from.role === 'daemon') context.epochs.admit(from.epoch);
  if (from.role === 'viewer' && !FOR_VIEWERS.includes(request.call)) {
    throw new MusterError(
      'not-allowed-here',
      `a viewer asked the session host to ${request.call}`,
      'Only the daemon starts, stops and holds sessions.',
    );
  }
  if (from.protocol !== PROTOCOL && !FOR_EVER.includes(request.call)) {
    throw new MusterError(
      'host-version',
      `this session host speaks protocol ${PROTOCOL}, the daemon ${from.protocol}`,
      'Its sessions can be listed, observed and stopped; new sessions need a new host.',
    );
  }
}

/** The one session that this peer is attached to. */
function viewingBy(socket: Socket, sessions: SessionList) {
  let view: { key: SessionKey; write: boolean; viewer: Viewer } | undefined;

  function attach(request: Extract<Request, { call: 'attach' }>): Answers['attach'] {
    const { key, write, cols, rows } = request;
    view?.viewer.leave();
    const session = sessions.session(key);
    if (session) {
      if (write) session.terminal.resize(cols, rows);
      // The response is sent before the output.
      setImmediate(() => {
        if (!socket.destroyed) view = { key, write, viewer: openViewer(socket, session) };
      });
      return session.view();
    }
    const past = sessions.past(key);
    if (!past) throw unknownSession(key);
    setImmediate(() => showEndedSession(socket, key, past.output, { type: 'over', key, end: past.ended.end }));
    return past.ended.view;
  }

  function writable(key: SessionKey) {
    const session = sessions.session(key);
    if (session && view?.key === key && view.write) return session;
    throw new MusterError(
      'not-allowed-here',
      `input for ${key} from a peer that is not attached to write`,
      'Attach to it without read-only first.',
    );
  }

  return { attach, writable, leave: () => view?.viewer.leave() };
}

/** A full disk or a shortage of descriptors is temporary: the daemon tries again. */
function ofTheMachine(error: unknown, call: string): unknown {
  if (error instanceof MusterError) return error;
  if (isShortage(error)) return shortage(`the session host could not ${call}`, error);
  if (typeof (error as NodeJS.ErrnoException)?.errno !== 'number') return error;
  return new MusterError('io-failed', `the session host could not ${call}: ${(error as Error).message}`, 'It will be retried later.', {
    cause: error,
  });
}

/** So that even an error about a malformed request can name the request. */
function idIn(line: string): number | null {
  try {
    const { id } = JSON.parse(line);
    return Number.isSafeInteger(id) ? id : null;
  } catch {
    return null;
  }
}

// The session host: a detached process that owns the terminals of all workers of one home, and nothing else. Run as `node
// host-main.ts <home>`; it exits by itself when it has no workers and no daemon.

import type { Socket } from 'node:net';
import { join } from 'node:path';
import { MusterError } from '../../../contracts/errors.ts';
import { hideCompileCacheFromChildren } from '../../compile-cache.ts';
import { brandSelf } from '../../processes/brand.ts';
import { readProcessTable } from '../../processes/processes.ts';
import { collectGarbageWhenIdle } from '../../resident/collect-when-idle.ts';
import { makeSocketPlace, removeSocketPlace } from '../../wire/socket-place.ts';
import { ownHome } from '../client/own-home.ts';
import { type Connection, openConnection } from './connection.ts';
import { openEpochFence } from './epoch.ts';
import { hostLockAt, takeHostLock } from './host-lock.ts';
import { openHostLog } from './host-log.ts';
import { closeInheritedDescriptors } from './inherited-descriptors.ts';
import { openListener } from './listener.ts';
import { sessionsFolder } from './records.ts';
import type { HostContext } from './session/host-context.ts';
import { nodePty } from './session/pty.ts';
import { openSessionList } from './session-list.ts';

const SOCKET = 'sessions.sock';
const IDLE = Number(process.env.MUSTER_HOST_IDLE_MS ?? 10_000);

function main(given: string): void {
  closeInheritedDescriptors();
  hideCompileCacheFromChildren();
  const home = ownHome(given);
  const log = openHostLog(join(sessionsFolder(home), 'host.log'));
  try {
    host(home, log);
  } catch (error) {
    log(`could not start: ${String(error)}`);
    throw error;
  }
}

function host(home: string, log: (line: string) => void): void {
  // Hours of work by many workers are worth more than a clean exit, so the error of one callback is only logged.
  process.on('uncaughtException', (error) => log(`unexpected: ${error.stack ?? String(error)}`));
  process.on('SIGHUP', () => undefined);
  // Writing past the file size limit (ulimit -f) then fails like writing to a full disk.
  process.on('SIGXFSZ', () => undefined);

  const lock = takeHostLock(hostLockAt(home));
  if (!lock) return; // Another host is here; the process that started this one will find it.
  // Before any worker is started, so that all of them inherit it.
  if (!brandSelf()) log('workers cannot be marked permanently here: no prlimit, or not Linux');
  const context: HostContext = { home, host: thisProcess(), log };
  const epochs = openEpochFence(home);
  const connections = new Set<Connection>();
  const memory = collectGarbageWhenIdle();
  const sessions = openSessionList(context, (key) => {
    memory.worked();
    for (const connection of connections) connection.hint(key);
    settleDown();
  });

  const place = makeSocketPlace(home, SOCKET);
  const listener = openListener(place, receive, log);

  function receive(socket: Socket): void {
    const connection = openConnection(socket, { sessions, epochs, host: context.host, onDaemon });
    connections.add(connection);
    // While results come in, the daemon asks about each and waits for the answer: a collection waits until it asks no more.
    socket.on('data', memory.worked);
    socket.on('close', () => {
      connections.delete(connection);
      settleDown();
    });
  }

  function onDaemon(): void {
    for (const connection of connections) connection.fence();
    setImmediate(nodePty);
  }

  let idle: NodeJS.Timeout | undefined;
  const isIdle = () => sessions.living() === 0 && ![...connections].some((connection) => connection.hello()?.role !== 'viewer');
  function settleDown(): void {
    clearTimeout(idle);
    if (!isIdle()) return;
    idle = setTimeout(() => {
      if (isIdle()) leave('idle');
    }, IDLE);
  }

  function leave(why: string): void {
    log(`ends: ${why}`);
    listener.close();
    removeSocketPlace(home, SOCKET);
    lock?.release();
    process.exit(0);
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => void sessions.loseAll().finally(() => leave(signal)));
  }

  settleDown();
}

function thisProcess(): HostContext['host'] {
  const row = readProcessTable().rows.find((candidate) => candidate.pid === process.pid);
  if (!row) throw new MusterError('internal', 'the session host cannot see itself among the processes', 'Is /proc mounted?');
  return { pid: row.pid, start: row.start, startOrder: row.startOrder };
}

const [, , home] = process.argv;
if (home) {
  try {
    main(home);
  } catch (error) {
    process.stderr.write(`host-main: ${String(error)}\n`);
    process.exit(1);
  }
} else {
  process.stderr.write('host-main: the only argument must be the home\n');
  process.exitCode = 2;
}

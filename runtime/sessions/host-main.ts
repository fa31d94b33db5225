// The session host: a detached process that owns the terminals of all workers of one home, and nothing else.
// Run as `node host-main.ts <home>`; it ends itself when it has no worker and no daemon.

import { chmodSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { MusterError } from '../../contracts/errors.ts';
import { lookAtProcesses } from '../processes.ts';
import { type Connection, openConnection } from './connection.ts';
import { openEpochFence } from './epoch.ts';
import { takeHostLock } from './host-lock.ts';
import { openHostLog } from './host-log.ts';
import { ownHome } from './own-home.ts';
import { PROTOCOL } from './protocol.ts';
import { nodePty } from './pty.ts';
import { sessionsFolder } from './records.ts';
import { openRoll } from './roll.ts';
import type { Ground } from './session.ts';
import { makeSocketPlace } from './socket-place.ts';

const IDLE = Number(process.env.MUSTER_HOST_IDLE_MS ?? 10_000);

function main(given: string): void {
  const home = ownHome(given);
  const log = openHostLog(join(sessionsFolder(home), 'host.log'));
  try {
    host(home, log);
  } catch (error) {
    log(`could not begin: ${String(error)}`);
    throw error;
  }
}

function host(home: string, log: (line: string) => void): void {
  // An hour of many workers is worth more than a clean exit: what one callback did wrong is written down.
  process.on('uncaughtException', (error) => log(`unexpected: ${error.stack ?? String(error)}`));
  process.on('SIGHUP', () => undefined);

  const lock = takeHostLock(join(sessionsFolder(home), `host.${PROTOCOL}.lock.db`));
  if (!lock) return; // another host is here; whoever started this one will find it
  const ground: Ground = { home, host: thisProcess(), log };
  const epochs = openEpochFence(home);
  const connections = new Set<Connection>();
  const roll = openRoll(ground, (key) => {
    for (const connection of connections) connection.hint(key);
    settleDown();
  });

  const server = createServer((socket) => {
    const connection = openConnection(socket, { roll, epochs, host: ground.host, onDaemon });
    connections.add(connection);
    socket.on('close', () => {
      connections.delete(connection);
      settleDown();
    });
  });

  function onDaemon(): void {
    for (const connection of connections) connection.fence();
    setImmediate(nodePty);
  }

  let idle: NodeJS.Timeout | undefined;
  const isIdle = () => roll.living() === 0 && ![...connections].some((connection) => connection.hello()?.role !== 'viewer');
  function settleDown(): void {
    clearTimeout(idle);
    if (!isIdle()) return;
    idle = setTimeout(() => {
      if (isIdle()) leave('idle');
    }, IDLE);
  }

  function leave(why: string): void {
    log(`ends: ${why}`);
    server.close();
    lock?.release();
    process.exit(0);
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => void roll.loseAll().then(() => leave(signal)));
  }

  const place = makeSocketPlace(home, PROTOCOL === 1 ? 'sessions.sock' : `sessions.${PROTOCOL}.sock`);
  rmSync(place, { force: true }); // stale: the lock says that nobody listens there
  server.on('error', (error) => leave(`cannot listen at ${place}: ${String(error)}`));
  const umask = process.umask(0o077);
  server.listen(place, () => log(`listens at ${place}`));
  process.umask(umask);
  chmodSync(place, 0o600);
  settleDown();
}

function thisProcess(): Ground['host'] {
  const row = lookAtProcesses().rows.find((candidate) => candidate.pid === process.pid);
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
  process.stderr.write('host-main: give the home as the one argument\n');
  process.exitCode = 2;
}

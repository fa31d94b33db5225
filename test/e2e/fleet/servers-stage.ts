// Servers of NATS JetStream for a test: real ones, on free ports of loopback, alone or three that are a cluster.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { until } from '../daemon-stage.ts';

export type Servers = {
  urls: string[];
  /** As a power cut would, or a process that hangs. */
  kill(which: number): Promise<void>;
  start(which: number): Promise<void>;
  /** Whether it has caught up with the others. */
  isCurrent(which: number): Promise<boolean>;
  clear(): Promise<void>;
};

/** `on` is where they listen: all of this machine, where somebody is to reach them from a network of its own. */
export async function startServers(many: 1 | 3, on = '127.0.0.1'): Promise<Servers> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'servers-')));
  const ports = await freePorts(many * 3);
  const [clients, routes, monitors] = [ports.slice(0, many), ports.slice(many, 2 * many), ports.slice(2 * many)];
  const children: (ChildProcess | undefined)[] = [];
  const urls = clients.map((port) => `nats://127.0.0.1:${port}`);

  async function start(which: number): Promise<void> {
    const cluster =
      many === 1
        ? ''
        : `cluster { name: fleet, listen: "127.0.0.1:${routes[which]}", routes: [${routes.map((it) => `"nats://127.0.0.1:${it}"`).join(', ')}], no_advertise: true }\n`;
    const file = join(folder, `${which}.conf`);
    writeFileSync(
      file,
      `server_name: s${which}\nlisten: "${on}:${clients[which]}"\nhttp: "127.0.0.1:${monitors[which]}"\n${cluster}jetstream { store_dir: "${join(folder, `s${which}`)}" }\n`,
    );
    children[which] = spawn('nats-server', ['-c', file], {
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
      stdio: 'ignore',
    });
    await until(`server ${which} to answer`, () => answers(urls[which] ?? ''));
  }

  async function kill(which: number): Promise<void> {
    const child = children[which];
    children[which] = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  // None of a cluster answers for JetStream before two of them have met.
  await Promise.all(urls.map((_, which) => start(which)));
  return {
    ...{ urls, kill, start },
    async isCurrent(which) {
      const answer = await fetch(`http://127.0.0.1:${monitors[which]}/healthz`).catch(() => undefined);
      return answer?.ok === true;
    },
    async clear() {
      await Promise.all(urls.map((_, which) => kill(which)));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<boolean> {
  const connection = await connect({ servers: url, reconnect: false, timeout: 1_000 }).catch(() => undefined);
  if (!connection) return false;
  try {
    await (await jetstreamManager(connection, { timeout: 1_000 })).getAccountInfo();
    return true;
  } catch {
    return false;
  } finally {
    await connection.close();
  }
}

async function freePorts(many: number): Promise<number[]> {
  const listening = await Promise.all(
    Array.from({ length: many }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  return Promise.all(
    listening.map(async (server) => {
      const address = server.address();
      await new Promise((resolve) => void server.close(resolve));
      return typeof address === 'object' && address ? address.port : 0;
    }),
  );
}

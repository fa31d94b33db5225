// Servers of NATS JetStream for a test: real ones, on free ports of loopback, alone or three that are a cluster.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { type ConnectionOptions, connect } from '@nats-io/transport-node';
import { until } from '../daemon-fixture.ts';
import { freePorts } from '../free-ports.ts';

export type Servers = {
  urls: string[];
  /** Like a power cut, or like a process that hangs. */
  kill(which: number): Promise<void>;
  start(which: number): Promise<void>;
  /** Whether it has caught up with the others. */
  isCurrent(which: number): Promise<boolean>;
  clear(): Promise<void>;
};

/** One of the servers: where it listens, and where all of them meet. */
export type Place = { which: number; on: string; port: number; monitor: number; routes: readonly number[]; store: string };

/** With TLS, servers are addressed by name, because the certificates contain no addresses. */
export type Other = { config(place: Place): string; by: ConnectionOptions };

/** `on` is where they listen: all of this machine, where somebody is to reach them from a network of its own. */
export async function startServers(many: 1 | 3, on = '127.0.0.1', other?: Other): Promise<Servers> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'servers-')));
  const ports = await freePorts(many * 3);
  const [clients, routes, monitors] = [ports.slice(0, many), ports.slice(many, 2 * many), ports.slice(2 * many)];
  const children: (ChildProcess | undefined)[] = [];
  const urls = clients.map((port) => (other ? `tls://127.0.0.1:${port}` : `nats://127.0.0.1:${port}`));

  async function start(which: number): Promise<void> {
    const file = join(folder, `${which}.conf`);
    const [port = 0, monitor = 0] = [clients[which], monitors[which]];
    const place = { ...{ which, on, port, monitor, routes }, store: join(folder, `s${which}`) };
    writeFileSync(file, (other?.config ?? plain)(place));
    children[which] = spawn('nats-server', ['-c', file], {
      env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
      stdio: 'ignore',
    });
    await until(`server ${which} to answer`, () => answers({ ...other?.by, servers: urls[which] ?? '' }));
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

function plain({ which, on, port, monitor, routes, store }: Place): string {
  const meet = routes.map((it) => `"nats://127.0.0.1:${it}"`).join(', ');
  // They tell their clients of each other, but for addresses that a client in a network of its own cannot reach.
  const hides = on !== '127.0.0.1';
  const cluster =
    routes.length === 1 ? '' : `cluster { name: fleet, listen: "127.0.0.1:${routes[which]}", routes: [${meet}], no_advertise: ${hides} }\n`;
  return `server_name: s${which}\nlisten: "${on}:${port}"\nhttp: "127.0.0.1:${monitor}"\n${cluster}jetstream { store_dir: "${store}" }\n`;
}

async function answers(by: ConnectionOptions): Promise<boolean> {
  const connection = await connect({ ...by, reconnect: false, timeout: 1_000 }).catch(() => undefined);
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

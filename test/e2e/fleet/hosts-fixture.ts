// Hosts of a fleet for a test: `muster host` as a process of its own, in a home of its own.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DaemonFixture, openDaemonFixture, until } from '../daemon-fixture.ts';

const LAUNCHER = fileURLToPath(new URL('../../../bin/muster.cjs', import.meta.url));

export type HostFixture = DaemonFixture & {
  offer(...more: string[]): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  said(): string;
  /** What it has logged. */
  log(): string;
};

/** Each of the servers holds each message. */
export const fleetSettings = (urls: readonly string[], node: string, lease = '10s'): string =>
  `fleet:\n  servers: [${urls.join(', ')}]\n  node: ${node}\n  replicas: ${urls.length}\n  lease: ${lease}\n`;

/** `behind` is what its command stands behind, such as a program that puts it into a network of its own. */
type More = { launcher?: string; behind?: readonly string[]; env?: NodeJS.ProcessEnv };

export function openHostFixture(name: string, urls: readonly string[], lease?: string, more: More = {}): HostFixture {
  const { launcher = LAUNCHER, behind = [], env } = more;
  const fixture = openDaemonFixture(name);
  fixture.config(fleetSettings(urls, name, lease));
  let child: ChildProcess | undefined;
  let said = '';
  const hear = (chunk: Buffer): void => {
    said += chunk;
  };
  return {
    ...fixture,
    async offer(...asked) {
      said = '';
      const [program = '', ...args] = [...behind, process.execPath, launcher, 'host', ...asked];
      child = spawn(program, args, {
        env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin`, MUSTER_HOME: fixture.root, MUSTER_HOST_IDLE_MS: '500', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', hear);
      await until(
        `host ${name} to offer its seats`,
        () => {
          if (child?.exitCode !== null) throw new Error(`the host ended: ${said}`);
          return said.includes(`Host ${name} offers`);
        },
        120_000,
      );
    },
    signal: (signal) => void child?.kill(signal),
    said: () => said,
    log: () => (existsSync(fixture.home.log) ? readFileSync(fixture.home.log, 'utf8') : ''),
    async clear(options) {
      child?.kill('SIGCONT');
      child?.kill('SIGKILL');
      await fixture.clear(options);
    },
  };
}

/** The analysers that were begun, such as `ada.1 box`: the seat, its attempt, and on which host, or `here`. */
export const startsOf = async (lead: Pick<DaemonFixture, 'events'>, run: string): Promise<string[]> =>
  (await lead.events(run)).flatMap(({ type, payload }) =>
    type === 'attempt.started' && payload.role === 'analyser' ? [`${payload.seat}.${payload.attempt} ${payload.host?.node ?? 'here'}`] : [],
  );

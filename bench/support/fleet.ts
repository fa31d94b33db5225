// A fleet for the bench: three servers on loopback, nodes that lead, and hosts, each in a home of its own.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fleetSettings, type HostFixture, openHostFixture } from '../../test/e2e/fleet/hosts-fixture.ts';
import { startServers } from '../../test/e2e/fleet/servers-fixture.ts';
import { agentText, type Fixture, openFixture } from './fixture.ts';
import { LAUNCHER } from './package.ts';

export type BenchFleet = {
  /** Its daemon is not started. */
  node(name: string, workers: number): Fixture;
  /** It offers seats for that agent. */
  host(name: string, seats: number, agent: { name: string; argv: readonly string[] }): Promise<void>;
  clear(): Promise<void>;
};

/** Why no fleet can be measured on this machine. */
export function noServers(): string | undefined {
  const { error } = spawnSync('nats-server', ['--version'], { env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } });
  return error && `nats-server cannot be started: ${error.message}`;
}

export async function openBenchFleet(lease: string): Promise<BenchFleet> {
  const servers = await startServers(3);
  const nodes: Fixture[] = [];
  const hosts: HostFixture[] = [];
  return {
    node(name, workers) {
      const fixture = openFixture();
      nodes.push(fixture);
      fixture.settings({ workers, more: fleetSettings(servers.urls, name, lease) });
      return fixture;
    },
    async host(name, seats, agent) {
      const fixture = openHostFixture(name, servers.urls, lease, { launcher: LAUNCHER });
      hosts.push(fixture);
      fixture.write(join(fixture.home.agents, `${agent.name}.md`), agentText(agent.name, agent.argv));
      await fixture.offer('--seats', String(seats));
    },
    async clear() {
      await Promise.all([...nodes, ...hosts].map((it) => it.clear()));
      await servers.clear();
    },
  };
}

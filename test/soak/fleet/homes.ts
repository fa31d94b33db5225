// A real fleet on one machine: three servers that are a cluster, two daemons that lead and three hosts, each in a home of its
// own with the same scripted workers, and each host at the end of a line that can be cut.

import { type DaemonFixture, openDaemonFixture } from '../../e2e/daemon-fixture.ts';
import { fleetSettings, type HostFixture, openHostFixture } from '../../e2e/fleet/hosts-fixture.ts';
import { inNamespace, type Line, throughProxies, whyNoNamespace } from '../../e2e/fleet/lines.ts';
import { type Servers, startServers } from '../../e2e/fleet/servers-fixture.ts';
import { SETTINGS, seatWorkers, startsFileOf } from '../submissions.ts';

export type SoakedHost = HostFixture & { name: string; line: Line };
export type FleetHomes = {
  servers: Servers;
  leads: readonly DaemonFixture[];
  hosts: readonly SoakedHost[];
  /** How the lines to the hosts are cut. */
  lines: string;
  /** What workers wrote down when they began, in whichever home. */
  witnesses: readonly string[];
  clear(options: { keep: boolean }): Promise<void>;
};

export const LEASE = 10_000;
const [LEADS, HOSTS] = [
  ['anna', 'bert'],
  ['x', 'y', 'z'],
];
/** Fewer than there is work for, so that some of it waits. */
const SEATS = '3';
/** For longer than a lease, and for about as long as half of one. */
const SLOW = { bursts: ['bursts.mjs', '2000', '7'], agrees: ['bursts.mjs', '1000', '5'] } as const;

export async function openHomes(): Promise<FleetHomes> {
  const why = whyNoNamespace();
  const servers = await startServers(3, why === undefined ? '0.0.0.0' : undefined);
  const lease = `${LEASE / 1000}s`;
  const leads = LEADS.map((name) => {
    const fixture = openDaemonFixture(name);
    seatWorkers(fixture, `${SETTINGS}${fleetSettings(servers.urls, name, lease)}`, SLOW);
    return fixture;
  });
  const hosts = await Promise.all(
    HOSTS.map(async (name) => {
      const line = why === undefined ? inNamespace(servers.urls) : await throughProxies(servers.urls);
      const fixture = openHostFixture(name, line.urls, lease, { behind: line.behind });
      seatWorkers(fixture, `${SETTINGS}${fleetSettings(line.urls, name, lease)}`, SLOW);
      return { ...fixture, name, line, offer: () => fixture.offer('--seats', SEATS) };
    }),
  );
  const stages = [...leads, ...hosts];
  return {
    ...{ servers, leads, hosts },
    lines: why === undefined ? 'network namespaces' : `proxies, since no network namespace can be made: ${why}`,
    witnesses: stages.map(startsFileOf),
    async clear({ keep }) {
      for (const { line } of hosts) line.heal();
      await Promise.all(stages.map((it) => it.clear({ keep })));
      await Promise.all(hosts.map(({ line }) => line.close()));
      await servers.clear();
    },
  };
}

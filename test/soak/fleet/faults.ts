// Injects faults into a real fleet: each lead, each host and the servers have their own repeatable random faults. At the end all of
// them are running again.

import { setTimeout as sleep } from 'node:timers/promises';
import { type DaemonFixture, until } from '../../e2e/daemon-fixture.ts';
import type { Servers } from '../../e2e/fleet/servers-fixture.ts';
import type { Random } from '../../simulation/random.ts';
import type { SoakedHost } from './homes.ts';

export type FaultCounts = {
  leadKills: number;
  hostKills: number;
  sessionHostKills: number;
  serverKills: number;
  stops: number;
  cuts: number;
};

export const noFaults = (): FaultCounts => ({ leadKills: 0, hostKills: 0, sessionHostKills: 0, serverKills: 0, stops: 0, cuts: 0 });

type Storm = { chance: Random; calm: AbortSignal; faults: FaultCounts; lease: number };

/** A server that comes back while another one left may need half a minute to be current. */
const COMES_BACK_WITHIN = 120_000;

/** Gone for a moment, or for so long that another lead takes its runs. */
export async function killLead(fixture: DaemonFixture, { chance, calm, faults, lease }: Storm): Promise<void> {
  for (;;) {
    await pause(chance.between(lease / 2, lease * 3), calm);
    if (calm.aborted) return;
    await fixture.kill();
    faults.leadKills++;
    await pause(chance.chance(0.5) ? chance.below(lease / 4) : chance.between(lease, lease * 2), calm);
    await startAgain(fixture);
  }
}

export async function disturbHost(host: SoakedHost, { chance, calm, faults, lease }: Storm): Promise<void> {
  for (;;) {
    await pause(chance.between(lease / 2, lease * 3), calm);
    if (calm.aborted) return;
    // For less than its lease, or for longer than its lead waits.
    const away = chance.chance(0.4) ? chance.below(lease / 2) : chance.between(lease * 1.2, lease * 2);
    const lot = chance.below(3);
    if (lot === 0) {
      faults.cuts++;
      host.line.cut();
      await pause(away, calm);
      host.line.heal();
    } else if (lot === 1) {
      faults.stops++;
      host.signal('SIGSTOP');
      await pause(away, calm);
      host.signal('SIGCONT');
    } else {
      faults.hostKills++;
      host.signal('SIGKILL');
      if (chance.chance(0.3)) faults.sessionHostKills += killAll(host.hosts());
      await pause(away, calm);
      await offerAgain(host);
    }
  }
}

/** Never two at once: the next one only goes when the one before has caught up. */
export async function killServers(servers: Servers, { chance, calm, faults }: Storm): Promise<void> {
  for (;;) {
    await pause(chance.between(5_000, 20_000), calm);
    if (calm.aborted) return;
    const which = chance.below(servers.urls.length);
    await servers.kill(which);
    faults.serverKills++;
    await pause(chance.between(500, 8_000), calm);
    await servers.start(which);
    await allCurrent(servers);
  }
}

export const allCurrent = (servers: Servers): Promise<void> =>
  until(
    'the servers to be current',
    async () => (await Promise.all(servers.urls.map((_, which) => servers.isCurrent(which)))).every(Boolean),
    COMES_BACK_WITHIN,
  );

/** A daemon does not start without servers, and may find them electing who answers. */
export async function startAgain(fixture: DaemonFixture): Promise<void> {
  const end = Date.now() + COMES_BACK_WITHIN;
  for (;;) {
    try {
      await fixture.up();
      return;
    } catch (error) {
      await fixture.kill();
      if (Date.now() > end) throw error;
    }
  }
}

export async function offerAgain(host: SoakedHost): Promise<void> {
  const end = Date.now() + COMES_BACK_WITHIN;
  for (;;) {
    try {
      await host.offer();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(500);
    }
  }
}

function killAll(pids: readonly number[]): number {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It was just leaving.
    }
  }
  return pids.length;
}

export const pause = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal }).catch(() => {});

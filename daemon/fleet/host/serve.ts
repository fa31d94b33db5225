// A running host: offers its seats, takes an order when one is free, and sees each worker through. It
// locks the home like a daemon, so a home has one or the other.

import { join } from 'node:path';
import { allowedEnvironment } from '../../../agents/environment.ts';
import { MusterError } from '../../../contracts/errors.ts';
import { type Millis, millis, timestamp } from '../../../contracts/time.ts';
import type { HostOrder, OfferedHost } from '../../../contracts/work/hosted.ts';
import { systemClock as clock, countingSleep } from '../../../runtime/clock.ts';
import { privateFolder } from '../../../runtime/files.ts';
import { connectToFleet } from '../../../runtime/fleet/hosts/connect.ts';
import type { Home } from '../../../runtime/home.ts';
import { objectsIn } from '../../../runtime/ledger/objects.ts';
import { holdDaemonLock, takeEpoch } from '../../../runtime/ledger/write/fence.ts';
import { openLog } from '../../../runtime/log/log.ts';
import { secretValues } from '../../../runtime/secrets/redact.ts';
import { connectHost } from '../../../runtime/sessions/client/client.ts';
import { seenEpoch } from '../../../runtime/sessions/host/epoch.ts';
import { openTrash } from '../../../runtime/trash.ts';
import { HOSTED } from '../../../skills/run/fleet/may-be-hosted.ts';
import { realWorld } from '../../effects/world/real-world.ts';
import { loadConfig } from '../../intake/settings.ts';
import { ENGINE } from '../../process/version.ts';
import { workerBin } from '../../process/worker-bin.ts';
import { logOnce } from '../log-once.ts';
import { realTravels } from '../travels.ts';
import { endEarlier } from './earlier-attempts.ts';
import { handOverIn } from './hand-over.ts';
import { launchHere } from './launch-here.ts';
import { orderOwnership } from './order-ownership.ts';
import { type Records, recordsIn } from './records.ts';
import { superviseWorker } from './supervise-worker.ts';
import type { WorkerContext } from './worker-context.ts';
import { workerFiles } from './worker-files.ts';

export type Hosting = { offered: OfferedHost; close(): Promise<void> };

type HostOptions = { home: Home; env: NodeJS.ProcessEnv; seats: number; agents: readonly string[]; tell(line: string): void };

const ASKS_FOR: number = 2_000;
const AGAIN_AFTER = 500;
const OFFERED_AT = 0.2;

export async function serveAsHost({ home, env, seats, agents: asked, tell }: HostOptions): Promise<Hosting> {
  await privateFolder(home.root);
  const config = await loadConfig(home.config);
  const settings = config.fleet;
  if (!settings)
    throw new MusterError('config-invalid', `${home.config} has no \`fleet\``, 'See docs/fleet.md for the three lines that it needs.');
  const lock = await holdDaemonLock(home.daemonLock);
  if (!lock)
    throw new MusterError('daemon-running', `a daemon or a host is already running on ${home.root}`, 'Give the host a home of its own.');
  const log = openLog({ path: home.log, ...config.log, secrets: secretValues(env) });
  const trash = openTrash(home.trash, env, (error) => log.warn('files that are no longer needed could not be removed', { error }));
  await trash.discard(home.keptCheckouts); // Only the daemon that kept them can tell whether they are unchanged.
  const world = realWorld({ home, log, env, trash, config });
  const offered = await able(asked, world.agents, env);
  const end = await connectToFleet(settings, objectsIn(home.objects)).catch((error: unknown) => {
    lock.release();
    throw error;
  });
  const host = await connectHost({ home: home.root, epoch: await takeEpoch(home.ledger, seenEpoch(home.root)) });
  const context = { ...world, home, config, host, env, objects: end.objects, bin: await workerBin(home.root) };
  const name = settings.node;
  const lease = millis(settings.lease);
  const around: WorkerContext = {
    ...{ end, host, name, lease, log, home: home.root },
    // Leases expire even while this machine sleeps.
    clock: { ...clock, awake: countingSleep() },
    async launch(order, left, signal) {
      await endEarlier(order, { ...context, said: (key) => busy.get(key) });
      signal.throwIfAborted();
      return launchHere(order, { end, context, trash: home.trash }, left, signal);
    },
    left: (order) => workerFiles(order, home, end.objects),
    handOver: handOverIn({ end, home, stages: world.stages, travels: realTravels, scratch: home.trash }),
  };
  const taking = orderOwnership(around);
  const records = await recordsIn(join(home.root, 'hosted'));
  const busy = new Map<string, Promise<void>>();
  /** Orders that are about to start, because several agents' orders are fetched at the same time. */
  let beginning = 0;
  const taken = (): number => busy.size + beginning;
  const over = new AbortController();
  const since = timestamp(clock.now());
  const offer = (): OfferedHost => ({
    ...{ v: 1, host: name, home: home.root, version: ENGINE, os: process.platform, agents: offered, seats },
    busy: Math.min(taken(), seats),
    since,
  });

  if (!(await end.offers.offer(offer())))
    throw new MusterError(
      'config-invalid',
      `another home offers seats to the fleet as ${name}`,
      'Every host needs its own name: set `fleet.node` in config.yaml.',
    );
  const asking = logOnce(log, {
    wrong: 'the servers of the fleet do not answer; no order is taken until they do',
    well: 'the servers of the fleet answer again',
  });
  const naming = logOnce(log, { wrong: 'another home offers seats under this name', well: 'no other home uses this name any more' });
  // One at a time: two at once would take each other for another home.
  const renewing = oneAtATime(async () => {
    try {
      if (await end.offers.offer(offer())) naming.well();
      else naming.wrong(new Error(name));
      asking.well();
    } catch (error) {
      asking.wrong(error);
    }
  }, over.signal);
  const renewNow = renewing.now;
  const offering = setInterval(renewNow, lease * OFFERED_AT);
  for (const order of await records.all()) beginAgain(order);
  const takers = offered.map(takeFor);
  return {
    offered: offer(),
    async close() {
      clearInterval(offering);
      over.abort();
      await renewing.over();
      await end.offers.withdraw(name).catch(() => undefined);
      await Promise.all([...takers, ...busy.values()]);
      await host.close();
      await end.close();
      await trash.close();
      lock.release();
      await log.close();
    },
  };

  /**
   * The record was written before the order was taken, so the order may be another host's. A worker still running has its lease meanwhile.
   */
  function beginAgain(order: HostOrder): void {
    taking
      .takeAgain(order.key, over.signal)
      .then((ours) => (ours ? begin(order) : records.drop(order.key)))
      .catch((error: unknown) => log.error('a worker could not be seen through', { session: order.key, error }));
  }

  function begin(order: HostOrder, askedAt?: Millis): void {
    if (busy.has(order.key)) return;
    tell(`${order.key} ${order.seat.name}, for node ${order.node}`);
    const mine = superviseWorker(order, around, over.signal, askedAt)
      .then((how) => forgotten(order, how, around, records))
      .then((how) => tell(`${order.key} ${how === 'said' ? 'has ended' : 'goes on'}`))
      .catch((error: unknown) => log.error('a worker could not be seen through', { session: order.key, error }))
      .finally(() => {
        busy.delete(order.key);
        renewNow();
      });
    busy.set(order.key, mine);
    renewNow();
  }

  async function takeFor(agent: string): Promise<void> {
    while (!over.signal.aborted) {
      try {
        if (taken() < seats) await takeOne(agent);
        else await clock.sleep(AGAIN_AFTER, over.signal);
      } catch (error) {
        asking.wrong(error);
        await clock.sleep(AGAIN_AFTER, over.signal);
      }
    }
  }

  async function takeOne(agent: string): Promise<void> {
    const given = await end.orders.next(agent, ENGINE, ASKS_FOR);
    if (!given || !(await taking.accepts(given))) return;
    const { order, done, putBack } = given;
    if (taken() >= seats || over.signal.aborted) return putBack();
    beginning++;
    try {
      // Recorded on disk before it is taken, because the host that takes it must answer for it.
      await records.keep(order);
      const { ours, askedAt } = await taking.take(order.key);
      done();
      if (ours) begin(order, askedAt);
      else await records.drop(order.key);
    } finally {
      beginning--;
    }
  }
}

/** If it is requested again while running, it runs once more afterwards. Never rejects. */
function oneAtATime(what: () => Promise<void>, signal: AbortSignal): { now(): void; over(): Promise<void> | undefined } {
  let doing: Promise<void> | undefined;
  let again = false;
  function now(): void {
    again = doing !== undefined;
    if (again || signal.aborted) return;
    doing = what().finally(() => {
      doing = undefined;
      if (again) now();
    });
  }
  return { now, over: () => doing };
}

/** Once everything was reported, the workplace of work that was handed over or committed is no longer needed. */
async function forgotten(order: HostOrder, how: 'said' | 'left', { handOver }: WorkerContext, records: Records): Promise<typeof how> {
  if (how === 'said' && order.stage) await handOver.clear(order);
  if (how === 'said') await records.drop(order.key);
  return how;
}

/** Those of the requested agents that can work here. */
async function able(asked: readonly string[], agents: ReturnType<typeof realWorld>['agents'], env: NodeJS.ProcessEnv): Promise<string[]> {
  const roster = [...(await agents.roster()).values()];
  const unknown = asked.find((it) => !roster.some(({ name }) => name === it));
  if (unknown !== undefined)
    throw new MusterError('usage', `no agent is called \`${unknown}\``, '`muster agents` lists those of this machine.');
  const able = roster.filter(({ roles }) => roles.some((it) => HOSTED.has(it)));
  const wanted = asked.length === 0 ? able : able.filter(({ name }) => asked.includes(name));
  const found = await Promise.all(
    wanted.map(async (it) => {
      const provider = agents.provider(it.provider);
      const detected = await provider?.detect(it, allowedEnvironment(env, [...provider.variables, ...it.env]));
      return detected?.kind === 'available' ? [it.name] : [];
    }),
  );
  const names = found.flat().sort();
  if (names.length > 0) return names;
  throw new MusterError('binding-refused', 'no agent is installed that could be offered', '`muster agents` says what each one needs.');
}

// One process of a node that leads: the real journal protocol, leases, claims, leads and loops of runs, put together as the daemon
// does it, over simulated servers and a simulated disk.

import { MusterError } from '../../../contracts/errors.ts';
import { type Host, SessionView } from '../../../contracts/work/session.ts';
import { mirrorIn } from '../../../daemon/fleet/lead/mirror.ts';
import { type RemoteSessions, remoteSessions } from '../../../daemon/fleet/lead/remote-sessions.ts';
import { remoteStarter } from '../../../daemon/fleet/lead/start-remote.ts';
import { takeUpIn } from '../../../daemon/fleet/lead/take-up.ts';
import { leadsOf } from '../../../daemon/fleet/leads.ts';
import { watchFleet } from '../../../daemon/fleet/watch-fleet.ts';
import { openRuns, type Runs } from '../../../daemon/process/runs.ts';
import { type Leases, leasesIn } from '../../../runtime/fleet/leases.ts';
import { fleetLedger } from '../../../runtime/fleet/ledger.ts';
import { locksIn } from '../../../runtime/fleet/locks.ts';
import type { Appended, Commit } from '../../../runtime/ledger/ledger.ts';
import { streamIn } from '../../../runtime/ledger/one-stream.ts';
import type { SqliteLedger } from '../../../runtime/ledger/open.ts';
import type { Log } from '../../../runtime/log/log.ts';
import { runSteps } from '../../../runtime/steps.ts';
import type { MusterEvents, MusterLedger } from '../../../skills/events.ts';
import type { SimLedger } from '../world/records/ledger.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { Machine, Process } from './machines.ts';
import { performIn } from './perform.ts';
import type { Servers } from './servers.ts';
import { travelsOf } from './stage-work.ts';

export const VERSION = 'simulated';

/** What is on the node's disk besides its files. */
export type Disk = {
  copy: SimLedger<MusterEvents>;
  objects: Map<string, Buffer>;
  /** Tasks that were submitted to it and are not in the journal yet. */
  inbox: Commit<MusterEvents>[];
};

export type RunningLead = { process: Process; leases: Leases; runs: Runs };

export type Setup = {
  machine: Machine;
  disk: Disk;
  servers: Servers;
  faults: FaultPlan;
  lease: number;
  nth(place: string): string;
  travels: boolean;
  led(life: RunningLead): void;
  /** Which commits were acknowledged, and with which answer. */
  answered(commit: Commit, answer: Appended): void;
  /** No error here may stop a loop. */
  trouble(what: string, error: unknown): void;
};

/** A daemon that ends because its servers do not answer is restarted by its service manager. */
const AGAIN_AFTER = 5_000;

export async function beginLead(around: Setup): Promise<void> {
  const process = around.machine.process();
  for (let lives = true; lives; ) {
    try {
      await lead(around, process);
      return;
    } catch (error) {
      if (!(error instanceof MusterError)) around.trouble('a node did not start', error);
      await process.clock.sleep(AGAIN_AFTER, new AbortController().signal);
      lives = process.alive();
    }
  }
}

async function lead(around: Setup, process: Process): Promise<void> {
  const { machine, disk, servers, faults, lease, nth, travels, trouble } = around;
  const { name: node, home } = machine;
  const { clock } = process;
  const me = { node, home: home.root };
  const journal = servers.journalFor(process);
  const objects = servers.objectsFor(process, disk.objects);
  const places = servers.placesFor(process);
  const leases = leasesIn(servers.bucketFor(process, 'leases'), me, lease, clock);
  const log = logTo(trouble);
  const copy = { ...disk.copy.open(), judge: disk.copy.judge } as SqliteLedger<MusterEvents>;
  let ledger: SqliteLedger<MusterEvents>;
  try {
    if (!(await leases.hold(`node.${node}`))) throw new MusterError('config-invalid', 'another home has that name', '');
    ledger = await fleetLedger({
      ...{ copy, journal, objects, node, clock, madeAt: 'once' },
      locks: (truth) => locksIn(servers.bucketFor(process, 'locks'), truth),
      onTrouble: (error) => trouble('the journal could not be followed', error),
    });
  } catch (error) {
    leases.close();
    throw error;
  }
  const told: MusterLedger = {
    ...ledger,
    append: (async (commit: Commit) => {
      const answer = await (ledger.append as (commit: Commit) => Promise<Appended>)(commit);
      around.answered(commit, answer);
      return answer;
    }) as MusterLedger['append'],
  };

  const local: Host = {
    observe: async (keys) => machine.observe(keys).map((it) => SessionView.parse(it)),
    async stop(key) {
      await machine.stop(key);
      return machine.observe([key])[0];
    },
    list: async () => machine.observe([...machine.sessions.keys()]),
    start: () => Promise.reject(new Error('not here')),
    collect: async () => ({ end: null, output: '' }),
    hold: async () => {},
    onEnd: () => () => {},
    close: async () => {},
  };
  const files = {
    privateFolder: async () => {},
    async writeDurably(path: string, bytes: Buffer) {
      machine.files.set(path, { bytes, at: clock.awake() });
    },
    writeAt: async () => {},
  };
  const away: RemoteSessions = remoteSessions({
    ...{ places, clock, log, lease, version: VERSION },
    isAnswered: () => true,
    mirror: (leader) => mirrorIn({ home, objects, leader, log, files, transcriptBytes: 1_000_000 }),
  });
  const host = away.around(local);
  const workers = takeUpIn({
    ...{ home, local, away, orders: places.orders },
    async setAside(path, to) {
      const file = machine.files.get(path);
      if (!file || machine.files.has(to)) return;
      machine.files.set(to, file);
      machine.files.delete(path);
    },
  });
  const leads = leadsOf({ fleet: { node, leases, objects }, ledger: told, home, clock, log, workers, restore: async () => {} });
  leads.onLost(away.forgetRun);
  const elsewhere = remoteStarter({
    ...{
      places,
      away,
      local,
      home,
      node,
      version: VERSION,
      clock,
      objects,
      limits: { fileBytes: 1, copyBytes: 1 },
      travels: travelsOf(machine),
    },
    waits: (...it) => runs.waits(...it),
  });
  const runs: Runs = openRuns({
    ledger: told,
    log,
    leads,
    world: (run) =>
      leads.guarded(run, {
        stream: streamIn(told, `run/${run}`),
        clock,
        inSlices: async (steps) => runSteps(steps),
        perform: performIn(
          {
            ...{ by: process, faults, nth, objects, host, elsewhere, travels },
            cannot: () =>
              void runs
                .order(run, { kind: 'abort', run, reason: 'nobody does it' }, { commandId: 'abort-it', actor: { kind: 'person' } })
                .catch(() => undefined),
          },
          run,
        ),
      }),
    adopt: () => {},
    freed: () => {},
    rests: () => {},
    async endHere(session) {
      if (away.has(session)) away.forget(session);
      else await machine.stop(session);
    },
    endAside: async () => undefined,
    onFenced: () => trouble('fenced', undefined),
    now: clock.now,
  });
  away.led({ folded: runs.folded, tell: runs.tell, waits: runs.waits });
  around.led({ process, leases, runs });

  const unended = async (): Promise<string[]> =>
    (await ledger.streams({ ended: false })).flatMap(({ stream }) => (stream === 'house' ? [] : [stream.slice('run/'.length)]));
  const elsewhereLed = async (): Promise<string[]> => {
    const here = new Set([...runs.atWork(), ...runs.setAside().keys()]);
    return (await unended()).filter((run) => !here.has(run));
  };
  await runs.openAll(await unended());
  const here = new Set(runs.atWork());
  for (const { key, end } of machine.observe([...machine.sessions.keys()]))
    if (!end && !here.has(key.slice(0, key.indexOf('.')))) void machine.stop(key);
  watchFleet({
    ...{ leads, clock, elsewhere: elsewhereLed, takeUp: runs.open },
    every: lease / 4,
    restoreReports: async () => [],
    clear: async () => undefined,
    trouble: () => {},
  });
  void takeTasks();

  async function takeTasks(): Promise<void> {
    while (process.alive() && disk.inbox[0]) {
      const commit = disk.inbox[0];
      try {
        await told.append(commit);
        disk.inbox.shift();
        const run = commit.stream.slice('run/'.length);
        if ((await ledger.read(commit.stream, 0, 1)).length > 0) await runs.open(run);
      } catch (error) {
        if (!(error instanceof MusterError)) trouble('a task was not taken', error);
        await clock.sleep(1_000, new AbortController().signal);
      }
    }
  }
}

/** Trouble with the servers is not a bug in the rules; a run that is set aside is one. */
const logTo = (trouble: Setup['trouble']): Log => ({
  error: (message: string, about?: object) => {
    const { error } = (about ?? {}) as { error?: unknown };
    const ofServers = error instanceof MusterError && (error.code === 'ledger-busy' || error.code === 'lead-lost');
    if (!ofServers) trouble(message, error);
  },
  warn: () => {},
  info: () => {},
  debug: () => {},
  close: async () => {},
});

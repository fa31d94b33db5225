// The runs and the house of a daemon, which need each other: a run asks the house for its slot, and
// the house waits for the end of every run that it admitted.

import { runOf } from '../../contracts/ids.ts';
import type { Host } from '../../contracts/work/session.ts';
import { systemClock } from '../../runtime/clock.ts';
import { streamIn } from '../../runtime/ledger/one-stream.ts';
import { startOf } from '../../runtime/processes/processes.ts';
import { seatOf } from '../../skills/run/state.ts';
import type { EffectContext } from '../effects/effect-context.ts';
import { completeReport } from '../effects/house/complete-report.ts';
import { lanesFor } from '../effects/house/lanes.ts';
import { performHouse } from '../effects/house/perform-house.ts';
import { performRun } from '../effects/perform-run.ts';
import { sweepLeftovers } from '../effects/stages/sweep-leftovers.ts';
import { type LedgerAnswer, sweepProofs } from '../effects/stages/sweep-proofs.ts';
import { realFiles } from '../effects/world/files.ts';
import { realWorld } from '../effects/world/real-world.ts';
import type { MusterFleet } from '../fleet/fleet-of.ts';
import type { RemoteSessions } from '../fleet/lead/remote-sessions.ts';
import type { remoteStarter } from '../fleet/lead/start-remote.ts';
import type { Leads, leadsOf } from '../fleet/leads.ts';
import { finishImports } from '../records/import-runs.ts';
import { endSetAsideRun } from './end-set-aside-run.ts';
import { type House, type HouseStop, openHouse } from './house.ts';
import type { Mechanisms } from './mechanisms.ts';
import { openRuns, type Runs } from './runs.ts';
import { ENGINE } from './version.ts';
import { workerBin } from './worker-bin.ts';

export type Leading = {
  runs: Runs;
  house: House;
  context: EffectContext;
  leads: Leads | undefined;
  unended(): Promise<string[]>;
  /** Runs that have not ended and that this daemon does not lead. */
  elsewhere(): Promise<string[]>;
  /** Continues every unfinished run; the house does nothing before that. */
  takeUpAll(): Promise<void>;
};

export async function openLeading(mechanisms: Mechanisms, onOver: (because: HouseStop) => void): Promise<Leading> {
  const { home, env, config, log, ledger, objects, fleet, away, local, host, poller, hints, slots, trash, trouble } = mechanisms;
  const leads = fleet && away && (await leadsIn({ fleet, ledger, home, clock: systemClock, log }, { away, local }));
  const runs: Runs = openRuns({
    ledger,
    log,
    leads,
    world(run) {
      const world = { stream: streamIn(ledger, `run/${run}`), clock: systemClock, perform: performRun(run, context) };
      return leads ? leads.guarded(run, world) : world;
    },
    adopt(state, dispatch, attempt, name) {
      if (away?.has(`${dispatch}.${attempt}`)) return;
      const seat = seatOf(state, name);
      if (seat) slots.adopt(`${dispatch}.${attempt}`, lanesFor(seat, config));
    },
    freed: (session) => slots.free(session),
    async endHere(session) {
      // The node that leads the run now asks the worker's host.
      if (away?.has(session)) away.forget(session);
      else await local.stop(session).catch(trouble('a worker of a run that another node leads could not be ended'));
      poller.forget(session);
      slots.free(session);
    },
    rests: (...it) => house.rests(...it),
    endAside: (run, how, from) => endSetAsideRun(run, how, from, context),
    onFenced: () => onOver({ kind: 'fenced' }),
    now: systemClock.now,
  });
  const keepHouse = performHouse({
    ...{ host, clock: systemClock, slots, runs, ledger },
    house: () => house.state(),
    completeReport: (run) => completeReport(run, context),
  });
  /** The house waits for its runs from the start, so all of them are taken up first. */
  const takenUp = Promise.withResolvers<void>();
  const world = {
    stream: streamIn(ledger, 'house'),
    clock: systemClock,
    async perform(...[effect, signal]: Parameters<typeof keepHouse>) {
      await takenUp.promise;
      signal.throwIfAborted();
      return keepHouse(effect, signal);
    },
  };
  const house = await openHouse(ledger, world, log, onOver);
  const context: EffectContext = {
    ...{ home, config, clock: systemClock, log, ledger, objects, host, poller, hints, slots, env, house },
    ...realWorld({ home, log, env, trash, config }),
    bin: await workerBin(home.root),
    version: ENGINE,
    folded: runs.folded,
    ...(fleet ? { sharing: { node: fleet.node, removeShared: fleet.objects.removeShared } } : {}),
    ...(fleet ? { shareBase: (await import('../fleet/share-base.ts')).shareBaseIn(objects) } : {}),
    ...(fleet && away
      ? {
          elsewhere: await startsIn({
            ...{ places: fleet.hosts, away, local, home, node: fleet.node, version: ENGINE, waits: runs.waits },
            ...{ objects, limits: config.capture },
          }),
        }
      : {}),
  };
  away?.led({ folded: runs.folded, tell: runs.tell, waits: runs.waits });
  const unended = async () =>
    (await ledger.streams({ ended: false })).flatMap(({ stream }) => (stream === 'house' ? [] : [stream.slice('run/'.length)]));

  async function known(run: string): Promise<LedgerAnswer> {
    const [first] = await ledger.read(`run/${run}`, 0, 1);
    if (!first) return 'unknown';
    return (await unended()).includes(run) ? 'at work' : 'ended';
  }

  const elsewhere = async () => {
    const here = new Set([...runs.atWork(), ...runs.setAside().keys()]);
    return (await unended()).filter((run) => !here.has(run));
  };

  /** Ends workers of this home whose run another node has taken over or finished. */
  async function endOthers(): Promise<void> {
    const here = new Set([...runs.atWork(), ...runs.setAside().keys()]);
    for (const { key, end } of await host.list()) if (!end && !here.has(runOf(key))) await host.stop(key);
  }

  return {
    ...{ runs, house, context, leads, unended, elsewhere },
    async takeUpAll() {
      await finishImports(await unended(), { ledger, home, objects }).catch(trouble('an import could not be finished'));
      await runs.openAll(await unended());
      const swept = await sweepProofs(home, context.files, known).catch(trouble('leftovers of earlier proofs could not be removed'));
      const left = await sweepLeftovers(context, known, (pid) => startOf(pid) === undefined, new AbortController().signal).catch(
        trouble('leftovers of ended runs could not be removed'),
      );
      if (left && left.runs.length + left.folders.length > 0) log.info('leftovers of ended runs were removed', left);
      if (swept && swept.aside.length > 0) log.warn('proofs of unknown runs were moved aside', { names: swept.aside });
      takenUp.resolve();
      if (leads) void endOthers().catch(trouble('the workers of runs that another node leads could not be ended'));
    },
  };
}

/** Loaded only where there is a fleet. */
async function startsIn(
  around: Omit<Parameters<typeof remoteStarter>[0], 'clock' | 'travels'>,
): Promise<NonNullable<EffectContext['elsewhere']>> {
  const { remoteStarter } = await import('../fleet/lead/start-remote.ts');
  const { realTravels: travels } = await import('../fleet/travels.ts');
  return remoteStarter({ ...around, travels, clock: systemClock });
}

/** Also loaded only where there is a fleet. Sessions of a lost run are followed by its new lead. */
async function leadsIn(
  around: Omit<Parameters<typeof leadsOf>[0], 'restore' | 'workers' | 'fleet'> & { fleet: MusterFleet },
  { away, local }: { away: RemoteSessions; local: Host },
): Promise<Leads> {
  const { leadsOf } = await import('../fleet/leads.ts');
  const { takeUpIn } = await import('../fleet/lead/take-up.ts');
  const { restoreBase: restore } = await import('../../runtime/workspace/travel/base-bundle.ts');
  const { home, fleet } = around;
  const workers = takeUpIn({ home, local, away, orders: fleet.hosts.orders, setAside: realFiles.setAside });
  const leads = leadsOf({ ...around, restore, workers });
  leads.onLost(away.forgetRun);
  return leads;
}

// Which runs this node leads. A lead holds the lease of its run. A node that takes a run over first
// fetches its files, and journals that it leads the run now; after that the run continues like any other.

import { dirname } from 'node:path';
import { MusterError } from '../../contracts/errors.ts';
import { timestamp } from '../../contracts/time.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Fleet } from '../../runtime/fleet/open.ts';
import type { Home } from '../../runtime/home.ts';
import type { Log } from '../../runtime/log/log.ts';
import type { restoreBase } from '../../runtime/workspace/travel/base-bundle.ts';
import type { MusterLedger } from '../../skills/events.ts';
import type { RunEvent } from '../../skills/phases/events.ts';
import type { RunEffect, RunObservation } from '../../skills/run/effect.ts';
import { inHome } from '../../skills/run/fleet/lead-taken.ts';
import type { RunState } from '../../skills/run/state.ts';
import type { World } from '../lead/decider.ts';
import { foldRun } from '../process/fold.ts';
import { guardLead } from './lead/guard-lead.ts';
import type { TakeUp } from './lead/take-up.ts';
import { ledByNobody, mayTake } from './may-take.ts';

export type Leads = {
  /** The state from which this node leads the run; undefined if another node leads it, or may. */
  take(state: RunState): Promise<RunState | undefined>;
  /** Wraps the world of a run so that nothing is started or written once the lease is lost. */
  guarded(run: string, world: World<RunEffect, RunObservation, RunEvent>): World<RunEffect, RunObservation, RunEvent>;
  /** Whether no node leads the run at the moment. */
  isFree(run: string): Promise<boolean>;
  /** An error that says who leads the run. */
  elsewhere(run: string): Promise<MusterError>;
  onLost(listener: (run: string) => void): void;
  /** A run that another node leads has ended. */
  onEnded(listener: (run: string) => void): void;
  close(): void;
};

type Context = {
  fleet: Pick<Fleet, 'node' | 'leases'> & { objects: Pick<Fleet['objects'], 'get'> };
  ledger: MusterLedger;
  home: Home;
  clock: Clock;
  log: Log;
  restore: typeof restoreBase;
  /** What happens to the workers of a run that it takes. */
  workers: TakeUp;
};

const LEASE = 'run.';

export function leadsOf(context: Context): Leads {
  const { fleet, ledger, home, log, workers } = context;
  const { leases, node } = fleet;
  const me = { node, home: home.root };
  const leaseOf = (run: string): string => `${LEASE}${run}`;
  const lost = new Set<(run: string) => void>();
  const ended = new Set<(run: string) => void>();
  const told = new Map<string, string>();
  const taking = new Map<string, Promise<RunState | undefined>>();

  const forgetHints = ledger.onAppend((stream) => {
    if (stream === 'house') return;
    const run = stream.slice('run/'.length);
    if (leases.holds(leaseOf(run))) return;
    ledger.streams({ ended: false }).then(
      (rows) => {
        if (!rows.some((it) => it.stream === stream)) for (const tell of ended) tell(run);
      },
      () => undefined,
    );
  });

  leases.onLost((name) => {
    if (!name.startsWith(LEASE)) return;
    for (const tell of lost) tell(name.slice(LEASE.length));
  });

  /** Concurrent calls for the same run share one attempt. */
  function take(state: RunState): Promise<RunState | undefined> {
    const known = taking.get(state.id);
    if (known) return known;
    const mine = taken(state).finally(() => taking.delete(state.id));
    taking.set(state.id, mine);
    return mine;
  }

  async function taken(state: RunState): Promise<RunState | undefined> {
    const run = state.id;
    const may = mayTake(state, me);
    if (may.kind === 'no') {
      if (told.get(run) !== may.why) log.info('a run of another node stays there', { run, why: may.why });
      told.set(run, may.why);
      return undefined;
    }
    if (!(await leases.hold(leaseOf(run)))) return undefined;
    try {
      // The previous lead may have gone on after this state was read.
      const now = await foldRun(ledger, run);
      if (now.life.kind === 'ended') throw new MusterError('stream-ended', `${run} has ended`, '');
      if (may.kind === 'own' && now.lead?.epoch === state.lead?.epoch) {
        await workers.find(now);
        return stillLed(now);
      }
      await bringFiles(now, may, context);
      await workers.clear(now);
      const led = await takeLead(now, context);
      await workers.find(led);
      return stillLed(led);
    } catch (error) {
      await leases.release(leaseOf(run));
      // Some of its workers may already be followed.
      for (const tell of lost) tell(run);
      if (error instanceof MusterError && (error.code === 'version-conflict' || error.code === 'stream-ended')) return undefined;
      log.warn('a run of another node could not be taken over', { run, error });
      return undefined;
    }
  }

  /** The search may have taken longer than the lease: a node that lost it before its loop began must not follow the workers. */
  function stillLed(state: RunState): RunState | undefined {
    if (leases.holds(leaseOf(state.id))) return state;
    for (const tell of lost) tell(state.id);
    return undefined;
  }

  return {
    take,
    guarded: (run, world) =>
      guardLead(run, { node, holds: () => leases.holds(leaseOf(run)), release: () => leases.release(leaseOf(run)) }, world),
    isFree: async (run) => (await leases.holder(leaseOf(run))) === undefined,
    async elsewhere(run) {
      const by = await leases.holder(leaseOf(run)).catch(() => undefined);
      if (by !== undefined) return new MusterError('command-refused', `${run} is led by node ${by}`, `Give the command on ${by}.`);
      return ledByNobody(await foldRun(ledger, run), me);
    },
    onLost: (listener) => void lost.add(listener),
    onEnded: (listener) => void ended.add(listener),
    close: forgetHints,
  };
}

/** From another node: the base of the run, which its home has not. */
async function bringFiles(
  { id, base, lead }: RunState,
  may: ReturnType<typeof mayTake>,
  { fleet: { objects }, home, restore }: Context,
): Promise<void> {
  if (may.kind !== 'other' || !base || !lead) return;
  const here = { ...base, gitDir: inHome(base.gitDir, lead.home, home.root) };
  if (dirname(here.gitDir) !== home.bases)
    throw new MusterError('path-refused', `the base of ${id} is in ${base.gitDir}, which is not in the home of a node`, 'Run it again.');
  await restore(id, here, await objects.get(may.bundle), home.trash);
}

/** Journals that this node leads the run now. */
async function takeLead({ id, seq, lead }: RunState, { fleet: { node }, home, ledger, clock, log }: Context): Promise<RunState> {
  const epoch = (lead?.epoch ?? 0) + 1;
  const answer = await ledger.append({
    stream: `run/${id}`,
    expectedSeq: seq,
    commandId: `run/${id}:${seq}:lead.taken:${node}`,
    actor: { kind: 'lead' },
    at: clock.now(),
    events: [{ type: 'lead.taken', payload: { node, home: home.root, epoch } }],
  });
  if (answer.kind !== 'appended' && answer.kind !== 'repeated')
    throw new MusterError('version-conflict', `${id} continued on another node`, 'The command is sent again.');
  log.info('this node leads a run that another one has led', { run: id, before: lead?.node, epoch, at: timestamp(clock.now()) });
  return foldRun(ledger, id);
}

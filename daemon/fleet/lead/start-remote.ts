// Gives a worker to a host: offers the order to all hosts that have its agent, waits for one to take it,
// and follows its reports. After a crash it finds out who has taken the order, and starts nothing twice.

import { MusterError } from '../../../contracts/errors.ts';
import type { Millis } from '../../../contracts/time.ts';
import type { HostOrder, TakenOrder } from '../../../contracts/work/hosted.ts';
import type { Host } from '../../../contracts/work/session.ts';
import type { Clock } from '../../../runtime/clock.ts';
import type { HostStreams } from '../../../runtime/fleet/hosts/open.ts';
import type { Home } from '../../../runtime/home.ts';
import type { Objects } from '../../../runtime/ledger/ledger.ts';
import type { WorkLimits } from '../../../runtime/workspace/travel/size-problem.ts';
import { travelRef } from '../../../skills/phases/execution/names.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import { placeWorker } from '../../../skills/run/fleet/placement.ts';
import { fencedPlace } from '../../../skills/run/fleet/stage-work.ts';
import type { EffectContext } from '../../effects/effect-context.ts';
import type { Runs } from '../../process/runs.ts';
import type { Travels } from '../travels.ts';
import { bringWork } from './bring-work.ts';
import type { RemoteSessions } from './remote-sessions.ts';

type StartEffect = Extract<RunEffect, { kind: 'start' }>;
type Context = {
  places: HostStreams;
  away: RemoteSessions;
  local: Host;
  home: Home;
  node: string;
  version: string;
  clock: Clock;
  waits: Runs['waits'];
  objects: Pick<Objects, 'get' | 'put'>;
  travels: Travels;
  /** How much of the work of a host is written here. */
  limits: WorkLimits;
};

const ASKS_EVERY: Millis = 250;
/** By then a host with a free seat would have taken it. */
const TOLD_AFTER: Millis = 2_000;
/** By then one that goes on offering free seats is not going to. */
const UNTAKEN_FOR: Millis = 120_000;

export function remoteStarter(around: Context): NonNullable<EffectContext['elsewhere']> {
  const { places, away, local, home, node, version, clock, waits, objects, travels, limits } = around;
  const { orders, offers, fences } = places;
  const mine = { host: null, home: home.root };

  return {
    async place({ dispatch, attempt, seat, hosting, base }) {
      if (hosting?.kind !== 'may' || base === null)
        return stays(hosting?.kind === 'stays' ? hosting.because : 'it has no files to look at');
      const key = `${dispatch}.${attempt}`;
      let taken = await orders.taken(key);
      const where = taken ? undefined : placeWorker(seat.agent, version, await offers.list(), hosting.not);
      // An earlier process of this node may have left its order with the hosts, so it is taken back in any case.
      if (where?.kind === 'here') taken = await orders.take(key, mine);
      if (taken) {
        if (isOfAny(taken, hosting.not)) return takenAgain(key, taken);
        if (taken.host === null) return where?.kind === 'here' ? where : { kind: 'here', because: null };
        away.follow(key, { node: taken.host, home: taken.home });
        return { kind: 'hosts' };
      }
      return (await local.observe([key])).length === 0 ? { kind: 'hosts' } : { kind: 'here', because: null };
    },
    async start(run, order, signal) {
      const { dispatch, attempt } = order;
      const key = `${dispatch}.${attempt}`;
      const not = notOf(order);
      const before = await orders.taken(key);
      if (!before) await orders.give(await orderFor(run, order, signal), version);
      const { taken, because } = before ? { taken: before, because: LEFT } : await takenBySomebody(run, order, signal);
      signal.throwIfAborted();
      if (taken.host === null || isOfAny(taken, not)) {
        await waits(run, { dispatch, attempt, waitsFor: null });
        return taken.host === null ? { kind: 'here', because } : takenAgain(key, taken);
      }
      const host = { node: taken.host, home: taken.home };
      away.follow(key, host);
      const said = await away.firstReport(key, signal);
      const { argv, model } = said?.started ?? { argv: [], model: '' };
      return { kind: 'started', dispatch, attempt, pid: null, argv, model, host } satisfies RunObservation;
    },
    async raise(run, writes) {
      if (await fences.raise(fencedPlace(run, writes), writes.fence)) return;
      throw new MusterError(
        'lead-lost',
        `a later attempt at the stage ${writes.stage} of ${run} was begun by another lead`,
        '`muster status` on the other nodes shows which leads it.',
      );
    },
    bring: (it, signal) => bringWork(it, { places, objects, travels, limits, scratch: home.trash }, signal),
  };

  /** Takes the order back if no host is left for it, or if hosts with free seats do not take it; then `because` says so. */
  async function takenBySomebody(run: string, order: StartEffect, signal: AbortSignal): Promise<{ taken: TakenOrder; because: string }> {
    const { dispatch, attempt, seat } = order;
    const key = `${dispatch}.${attempt}`;
    const since = clock.awake();
    let freeSince: Millis | undefined;
    for (;;) {
      await clock.sleep(ASKS_EVERY, signal);
      const now = clock.awake();
      const where = placeWorker(seat.agent, version, await offers.list(), notOf(order));
      freeSince = where.kind === 'hosts' && where.free ? (freeSince ?? now) : undefined;
      const isUntaken = freeSince !== undefined && now - freeSince >= UNTAKEN_FOR;
      const over = signal.aborted || where.kind === 'here' || isUntaken;
      if (!over && now - since >= TOLD_AFTER) await waits(run, { dispatch, attempt, waitsFor: where.waitsFor });
      // If a host takes it at the same moment, the host has it.
      const taken = over ? await orders.take(key, mine) : await orders.taken(key);
      if (taken) return { taken, because: isUntaken ? `no host has taken it within ${UNTAKEN_FOR / 60_000} min` : LEFT };
    }
  }

  /** A host that does what it was not asked for is not followed. */
  async function takenAgain(key: string, { host }: TakenOrder): Promise<{ kind: 'here'; because: string }> {
    await orders.stop(key);
    return { kind: 'here', because: `host ${host}, which has failed with it before, took it again` };
  }

  /** For an executor: the order's stage, with the commits that the stage builds on if the base does not contain them. */
  async function stageOf(
    run: string,
    { dispatch, attempt, base, writes, tools }: StartEffect,
    signal: AbortSignal,
  ): Promise<HostOrder['stage']> {
    if (!writes || !base) return undefined;
    const { phase, stage, from, include, fence } = writes;
    const key = `${dispatch}.${attempt}`;
    const place = { gitDir: base.gitDir, ref: travelRef(run, key), commit: from.commit, without: base.commit, scratch: home.trash, signal };
    const bytes = from.commit === base.commit ? undefined : await travels.bundleOf(place);
    const bundle = bytes ? await objects.put(bytes) : null;
    return { ...{ phase, stage, from, bundle, include: [...include], tools, fence }, fileBytes: limits.fileBytes };
  }

  /** The reason is reported only if a host could have taken the worker. */
  async function stays(because: string | null): Promise<{ kind: 'here'; because: string | null }> {
    const isToTell = because !== null && (await offers.list()).length > 0;
    return { kind: 'here', because: isToTell ? because : null };
  }

  async function orderFor(run: string, order: StartEffect, signal: AbortSignal): Promise<HostOrder> {
    const { dispatch, attempt, seat, workplace, base, hosting, prompt, hard, grace, usd } = order;
    const place = { v: 1 as const, key: `${dispatch}.${attempt}`, run, node, home: home.root };
    const { path, digest } = prompt;
    const bundle = hosting?.kind === 'may' ? hosting.bundle : '';
    const stage = await stageOf(run, order, signal);
    return {
      ...place,
      ...{ dispatch, attempt, seat, workplace, base, bundle, prompt: { path, digest }, hard, grace, usd },
      ...(notOf(order).length > 0 ? { not: notOf(order) } : {}),
      ...(stage ? { stage } : {}),
    };
  }
}

const LEFT = 'the hosts that offered its agent have left';

const notOf = ({ hosting }: StartEffect): string[] => (hosting?.kind === 'may' ? hosting.not : []);

const isOfAny = ({ host }: TakenOrder, not: readonly string[]): boolean => host !== null && not.includes(host);

// Gives a worker to a host: offers the order to all that have its agent, waits for one to take it, and follows what that one
// says. Asked again after a crash it finds who has taken it, and begins nothing a second time.

import type { Millis } from '../../../contracts/time.ts';
import type { HostOrder } from '../../../contracts/work/hosted.ts';
import type { Host } from '../../../contracts/work/session.ts';
import type { Clock } from '../../../runtime/clock.ts';
import type { HostPlaces } from '../../../runtime/fleet/hosts/open.ts';
import type { Home } from '../../../runtime/home.ts';
import type { RunEffect, RunObservation } from '../../../skills/run/effect.ts';
import { whereTo } from '../../../skills/run/fleet/where-to.ts';
import type { EffectContext } from '../../effects/effect-context.ts';
import type { Runs } from '../../process/runs.ts';
import type { Away } from './away.ts';

type Order = Extract<RunEffect, { kind: 'start' }>;
type Around = {
  places: HostPlaces;
  away: Away;
  local: Host;
  home: Home;
  node: string;
  version: string;
  clock: Clock;
  waits: Runs['waits'];
};

const ASKS_EVERY: Millis = 250;
/** Where a host has a seat, it has begun by then. */
const TOLD_AFTER: Millis = 2_000;

export function startsAway({ places, away, local, home, node, version, clock, waits }: Around): NonNullable<EffectContext['elsewhere']> {
  const { orders, offers } = places;
  const mine = { host: null, home: home.root };
  /** A start that failed after that has left its order where a host may still take it. */
  const given = new Set<string>();

  return {
    async place({ dispatch, attempt, seat, hosting, base }) {
      if (hosting?.kind !== 'may' || base === null)
        return stays(hosting?.kind === 'stays' ? hosting.because : 'it has no files to look at');
      const key = `${dispatch}.${attempt}`;
      let taken = await orders.taken(key);
      const where = taken ? undefined : whereTo(seat.agent, version, await offers.list());
      if (where?.kind === 'here' && given.has(key)) taken = await orders.take(key, mine);
      if (taken) {
        if (taken.host === null) return { kind: 'here', because: null };
        away.follow(key, { node: taken.host, home: taken.home });
        return { kind: 'hosts' };
      }
      if (where?.kind === 'here') return where;
      return (await local.observe([key])).length === 0 ? { kind: 'hosts' } : { kind: 'here', because: null };
    },
    async start(run, order, signal) {
      const { dispatch, attempt, seat } = order;
      const key = `${dispatch}.${attempt}`;
      let taken = await orders.taken(key);
      if (!taken) {
        given.add(key);
        await orders.give(orderFor(run, order), version);
      }
      const since = clock.awake();
      while (!taken) {
        await clock.sleep(ASKS_EVERY, signal);
        const where = whereTo(seat.agent, version, await offers.list());
        const over = signal.aborted || where.kind === 'here';
        if (!over && clock.awake() - since >= TOLD_AFTER) await waits(run, { dispatch, attempt, waitsFor: where.waitsFor });
        // Taken back in the moment in which a host takes it, it is the host's.
        taken = over ? await orders.take(key, mine) : await orders.taken(key);
      }
      signal.throwIfAborted();
      given.delete(key);
      if (taken.host === null) {
        await waits(run, { dispatch, attempt, waitsFor: null });
        return undefined;
      }
      const host = { node: taken.host, home: taken.home };
      away.follow(key, host);
      const said = await away.firstSaid(key, signal);
      const { argv, model } = said?.started ?? { argv: [], model: '' };
      return { kind: 'started', dispatch, attempt, pid: null, argv, model, host } satisfies RunObservation;
    },
  };

  /** Told only where a host could have had it. */
  async function stays(because: string | null): Promise<{ kind: 'here'; because: string | null }> {
    const isToTell = because !== null && (await offers.list()).length > 0;
    return { kind: 'here', because: isToTell ? because : null };
  }

  function orderFor(run: string, order: Order): HostOrder {
    const { dispatch, attempt, seat, workplace, base, hosting, prompt, hard, grace, usd } = order;
    const place = { v: 1 as const, key: `${dispatch}.${attempt}`, run, node, home: home.root };
    const { path, digest } = prompt;
    const bundle = hosting?.kind === 'may' ? hosting.bundle : '';
    return { ...place, ...{ dispatch, attempt, seat, workplace, base, bundle, prompt: { path, digest }, hard, grace, usd } };
  }
}

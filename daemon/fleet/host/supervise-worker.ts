// One worker on a host, from its order to the last report about it. The host reports what it sees
// until everything was received. If it cannot report for the time of the lease, or the lead has given
// the worker up, it ends the worker and keeps what is there, to report it when it can.

import { MusterError } from '../../../contracts/errors.ts';
import type { Millis } from '../../../contracts/time.ts';
import type { HostOrder, HostReport } from '../../../contracts/work/hosted.ts';
import type { Host, SessionView } from '../../../contracts/work/session.ts';
import type { Clock } from '../../../runtime/clock.ts';
import type { FleetConnection } from '../../../runtime/fleet/hosts/connect.ts';
import type { Log } from '../../../runtime/log/log.ts';
import type { HostConnection } from '../../../runtime/sessions/client/client.ts';
import { ownLease } from '../../../skills/run/fleet/own-lease.ts';
import { type HandOver, whatMayBeHanded } from './hand-over.ts';
import type { WorkerFiles } from './worker-files.ts';

export type WorkerContext = {
  end: Pick<FleetConnection, 'orders' | 'reports'>;
  host: Pick<Host, 'observe' | 'stop'> & Pick<HostConnection, 'keep'>;
  /** `left`: how long the worker may go on unless that is extended. */
  launch(order: HostOrder, left: () => Millis, signal: AbortSignal): Promise<HostReport['started']>;
  /** What the worker of an order has left so far. */
  left(order: HostOrder): WorkerFiles;
  /** For work that writes. */
  handOver: HandOver;
  name: string;
  home: string;
  lease: Millis;
  clock: Clock;
  log: Log;
};

const LOOKS_EVERY: Millis = 200;
/** How often it asks whether the lead still wants the worker. */
const ASKS_EVERY: Millis = 1_000;
const SAYS_AT = 0.25;
const TICKS = 10;
const AGAIN_AFTER: Millis = 1_000;

/**
 * Resolves when everything was reported, or the signal aborts; can be resumed. The lease counts from `askedAt`, when this host asked for
 * the order, because the answer may have come late. Without `askedAt` the order may be an old one that its lead is about to give up, so
 * nothing starts before the lead could have heard from this host.
 */
export async function superviseWorker(
  order: HostOrder,
  around: WorkerContext,
  signal: AbortSignal,
  askedAt?: Millis,
): Promise<'said' | 'left'> {
  const { end, host, name, home, lease, clock, log } = around;
  const { key } = order;
  const leavings = around.left(order);
  let heardAt = askedAt ?? clock.awake();
  const heard = Promise.withResolvers<void>();
  if (askedAt !== undefined) heard.resolve();
  let stopped = false;
  let wantedAt = Number.NEGATIVE_INFINITY;
  let started: HostReport['started'] = { argv: [], model: '' };
  let failed: string | undefined;
  let saidLast = '';
  let at: number | undefined;

  /** How long it may go on without contact; this leaves enough of the lease for ending it. */
  const lasts = ownLease(lease, order.grace);
  const overBecause = `no server was reached for ${Math.round(lasts / 1000)} s`;
  const left = (): Millis => lasts - (clock.awake() - heardAt);
  const isOver = (): boolean => left() <= 0;
  const givenUp = async () => (await end.orders.taken(key))?.stopped === true;

  const notWanted = new AbortController();
  const over = new AbortController();
  let launching: Promise<void> | undefined = launch().finally(() => {
    launching = undefined;
  });
  void watchLease();
  try {
    for (; !signal.aborted; await clock.sleep(LOOKS_EVERY, signal)) {
      try {
        // First, because a process that was stopped or asleep has not noticed that its time is over.
        if (isOver()) await endOwn(overBecause, 'lost');
        if (await round()) return 'said';
      } catch (error) {
        log.debug('a lead could not be informed about its worker; retrying', { session: key, error });
      }
    }
    return 'left';
  } finally {
    over.abort();
    notWanted.abort();
    await launching;
  }

  /** Runs separately from the reports to the servers, which may take longer than the time that is left. */
  async function watchLease(): Promise<void> {
    while (!over.signal.aborted) {
      await clock.sleep(lease / TICKS, over.signal);
      if (over.signal.aborted || !isOver()) continue;
      await endOwn(overBecause, 'lost').catch((error: unknown) =>
        log.warn('a worker could not be ended; retrying', { session: key, error }),
      );
    }
  }

  /** Also for an order taken by a process that ended before it had started the worker. Fetching the files may take long. */
  async function launch(): Promise<void> {
    const unwanted = AbortSignal.any([notWanted.signal, signal]);
    while (!unwanted.aborted) {
      try {
        const [known] = await host.observe([key]);
        if (known) return;
        await Promise.race([heard.promise, clock.sleep(lease, unwanted)]);
        if (unwanted.aborted || (await givenUp()) || (await wasSeenThrough())) return;
        started = await around.launch(order, left, unwanted);
        return;
      } catch (error) {
        if (unwanted.aborted) return;
        if (!isOfServers(error)) {
          failed = error instanceof Error ? error.message : String(error);
          log.warn('a worker could not be started', { session: key, error });
          return;
        }
        log.debug('files that a worker needs could not be fetched; retrying', { session: key, error });
        await clock.sleep(AGAIN_AFTER, unwanted);
      }
    }
  }

  async function endOwn(why: string, by: 'lost' | 'stopped'): Promise<void> {
    if (stopped) return;
    stopped = true;
    log.warn('a worker is ended', { session: key, why });
    notWanted.abort();
    await launching;
    try {
      if (by === 'lost') await host.keep(key, 0);
      await host.stop(key);
    } catch (error) {
      stopped = false;
      throw error;
    }
  }

  /** Looks, and reports what is new. True when there is nothing left to report. */
  async function round(): Promise<boolean> {
    const due = clock.awake() - heardAt >= lease * SAYS_AT;
    if (!stopped && !isOver() && clock.awake() - wantedAt >= ASKS_EVERY) {
      wantedAt = clock.awake();
      if (await givenUp()) await endOwn('its lead has given it up', 'stopped');
    }
    if (at === undefined) {
      if (await wasSeenThrough()) return true;
      await recall();
    }
    // Read before the session is observed: what it wrote at its end is then seen when its end is.
    const isLaunching = launching !== undefined;
    const [view = isLaunching ? startingView(key) : failedView(key, failed)] = await host.observe([key], { cpu: due });
    const { files, output, more, beat } = await leavings.now(at ?? 0);
    const last = view.end !== null && !more;
    const news = JSON.stringify([files, view.state, view.outputBytes, view.end, beat]);
    if (!due && !last && output.length === 0 && news === saidLast) return false;
    const from = at ?? 0;
    const handed = await whatMayBeHanded(order, { result: files.result, last }, around);
    const saidAt = clock.awake();
    await end.reports.report({
      ...{ v: 1, host: name, home, view, started, ...files, ...handed, whole: last },
      output: { from, bytes: output.toString('base64') },
    });
    // Counted from the request, because only the servers know when they received it.
    heardAt = saidAt;
    heard.resolve();
    // The session host keeps the lease, because this process may be killed or stopped.
    if (!stopped && view.state === 'running')
      await host
        .keep(key, Math.max(0, left()))
        .catch((error: unknown) => log.debug('the lease of a worker was not extended', { session: key, error }));
    at = from + output.length;
    saidLast = news;
    return last;
  }

  /**
   * If the servers did not hear that an order was received, it comes again, perhaps after its end was reported; it is not started again.
   */
  async function wasSeenThrough(): Promise<boolean> {
    return (await end.reports.last(key))?.whole === true;
  }

  /** Recalls what an earlier process of this host has reported. */
  async function recall(): Promise<void> {
    const before = await end.reports.last(key);
    at = before ? before.output.from + Buffer.from(before.output.bytes, 'base64').length : 0;
    if (before && started.argv.length === 0) started = before.started;
  }
}

const isOfServers = (error: unknown): boolean =>
  error instanceof MusterError && (error.code === 'ledger-busy' || error.code === 'fleet-unreachable');

/** A session whose files are still being fetched. */
const startingView = (key: string): SessionView => ({
  ...{ key, state: 'starting', pid: null, pidStart: null, held: false, age: 0, quietOutput: null, quietCpu: null, outputBytes: 0 },
  end: null,
});

/** Also for a session that this host can no longer know. */
const failedView = (key: string, failed: string | undefined): SessionView => ({
  ...startingView(key),
  state: 'ended',
  end: { by: failed === undefined ? 'lost' : 'failed', code: null, signal: null, message: failed ?? 'its host was restarted', gone: true },
});

// One worker on a host, from its order to the last report about it. The host reports what it sees
// until everything was received. If it cannot report for the time of the lease, or the lead has given
// the worker up, it ends the worker and keeps what is there, to report it when it can.

import type { Millis } from '../../../contracts/time.ts';
import type { HostOrder } from '../../../contracts/work/hosted.ts';
import { contactFor } from './contact.ts';
import { launchWorker } from './launch-worker.ts';
import { reportsOf } from './report-worker.ts';
import { type WorkerContext, wasGivenUp } from './worker-context.ts';

const LOOKS_EVERY: Millis = 200;
/** How often it asks whether the lead still wants the worker. */
const ASKS_EVERY: Millis = 1_000;
/** How many times in a lease its end is looked for. */
const TICKS = 10;

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
  const { host, lease, clock, log } = around;
  const { key } = order;
  const contact = contactFor(order, around, askedAt);
  const launch = launchWorker(order, around, contact, signal);
  const reports = reportsOf(order, around, contact, launch);
  let isEnded = false;
  let wantedAt = Number.NEGATIVE_INFINITY;

  const over = new AbortController();
  void watchLease();
  try {
    for (; !signal.aborted; await clock.sleep(LOOKS_EVERY, signal)) {
      try {
        // First, because a process that was stopped or asleep has not noticed that its time is over.
        if (contact.isOver()) await endLost();
        if (await isAllReported()) return 'said';
      } catch (error) {
        log.debug('a lead could not be informed about its worker; retrying', { session: key, error });
      }
    }
    return 'left';
  } finally {
    over.abort();
    await launch.stop();
  }

  /** Runs separately from the reports to the servers, which may take longer than the time that is left. */
  async function watchLease(): Promise<void> {
    while (!over.signal.aborted) {
      await clock.sleep(lease / TICKS, over.signal);
      if (over.signal.aborted || !contact.isOver()) continue;
      await endLost().catch((error: unknown) => log.warn('a worker could not be ended; retrying', { session: key, error }));
    }
  }

  function endLost(): Promise<void> {
    return end(contact.overBecause, async () => {
      await host.keep(key, 0);
      await host.stop(key);
    });
  }

  async function end(why: string, stop: () => Promise<unknown>): Promise<void> {
    if (isEnded) return;
    isEnded = true;
    log.warn('a worker is ended', { session: key, why });
    await launch.stop();
    try {
      await stop();
    } catch (error) {
      isEnded = false;
      throw error;
    }
  }

  /** Looks, and reports what is new. */
  async function isAllReported(): Promise<boolean> {
    const when = contact.isDue() ? 'due' : 'if-new';
    await askIfWanted();
    const reported = await reports.report(when);
    if (reported?.view.state === 'running') await extendLease();
    return reported?.whole ?? false;
  }

  async function askIfWanted(): Promise<void> {
    if (isEnded || contact.isOver() || clock.awake() - wantedAt < ASKS_EVERY) return;
    wantedAt = clock.awake();
    if (await wasGivenUp(around, order)) await end('its lead has given it up', () => host.stop(key));
  }

  /** The session host keeps the lease, because this process may be killed or stopped. */
  async function extendLease(): Promise<void> {
    if (isEnded) return;
    await host
      .keep(key, Math.max(0, contact.left()))
      .catch((error: unknown) => log.debug('the lease of a worker was not extended', { session: key, error }));
  }
}

// One worker on a host, from the order to the last word about it. The host says what it sees until all of it was heard; when
// it could say nothing for the time of the lease, or the lead has given the worker up, it ends the worker and keeps what is
// there, to be said when it can.

import type { Millis } from '../../../contracts/time.ts';
import type { HostOrder, HostSaid } from '../../../contracts/work/hosted.ts';
import type { Host, SessionView } from '../../../contracts/work/session.ts';
import type { Clock } from '../../../runtime/clock.ts';
import type { HostEnd } from '../../../runtime/fleet/hosts/connect.ts';
import type { Log } from '../../../runtime/log/log.ts';
import type { LeftHere } from './left-here.ts';

export type Around = {
  end: Pick<HostEnd, 'orders' | 'said'>;
  host: Pick<Host, 'observe' | 'stop'>;
  launch(order: HostOrder, signal: AbortSignal): Promise<HostSaid['started']>;
  /** What the worker of an order has left so far. */
  left(order: HostOrder): LeftHere;
  name: string;
  home: string;
  lease: Millis;
  clock: Clock;
  log: Log;
};

const LOOKS_EVERY: Millis = 200;
/** Whether its lead still wants it. */
const ASKS_EVERY: Millis = 1_000;
/** Of the lease: the lead waits for all of it before it starts another. */
const OVER_AT = 0.8;
const SAYS_AT = 0.25;

/** Resolves when everything was said, or the signal aborts; it can be begun again. */
export async function seeThrough(order: HostOrder, around: Around, signal: AbortSignal): Promise<'said' | 'left'> {
  const { end, host, name, home, lease, clock, log } = around;
  const { key } = order;
  const left = around.left(order);
  let heardAt = clock.awake();
  let stopped = false;
  let askedAt = Number.NEGATIVE_INFINITY;
  let started: HostSaid['started'] = { argv: [], model: '' };
  let failed: string | undefined;
  let saidLast = '';
  let at: number | undefined;

  const [known] = await host.observe([key]);
  const givenUp = async () => (await end.orders.taken(key))?.stopped === true;
  // Taken by a process that was ended before it had begun.
  if (!known && !(await givenUp().catch(() => false))) {
    try {
      started = await around.launch(order, signal);
    } catch (error) {
      if (signal.aborted) return 'left';
      failed = error instanceof Error ? error.message : String(error);
      log.warn('a worker could not be started', { session: key, error });
    }
  }

  for (; !signal.aborted; await clock.sleep(LOOKS_EVERY, signal)) {
    try {
      if (await round()) return 'said';
    } catch (error) {
      log.debug('a lead could not be told how its worker is; it is tried again', { session: key, error });
    }
    if (!stopped && clock.awake() - heardAt >= lease * OVER_AT) await endOwn('no server was reached for the time of the lease');
  }
  return 'left';

  async function endOwn(why: string): Promise<void> {
    stopped = true;
    log.warn('a worker is ended', { session: key, why });
    await host.stop(key);
  }

  /** Looks, and says what is new. True when there is nothing left to say. */
  async function round(): Promise<boolean> {
    const due = clock.awake() - heardAt >= lease * SAYS_AT;
    if (!stopped && clock.awake() - heardAt < lease * OVER_AT && clock.awake() - askedAt >= ASKS_EVERY) {
      askedAt = clock.awake();
      if (await givenUp()) await endOwn('its lead has given it up');
    }
    if (at === undefined) await recall();
    // Before the session is looked at: what it wrote at its end is then seen when its end is.
    const [view = failedView(key, failed)] = await host.observe([key], { cpu: due });
    const { files, output, more, beat } = await left.now(at ?? 0);
    const last = view.end !== null && !more;
    const news = JSON.stringify([files, view.state, view.outputBytes, view.end, beat]);
    if (!due && !last && output.length === 0 && news === saidLast) return false;
    const from = at ?? 0;
    await end.said.say({
      ...{ v: 1, host: name, home, view, started, ...files, whole: last },
      output: { from, bytes: output.toString('base64') },
    });
    heardAt = clock.awake();
    at = from + output.length;
    saidLast = news;
    return last;
  }

  /** Said by an earlier process of this host. */
  async function recall(): Promise<void> {
    const before = await end.said.last(key);
    at = before ? before.output.from + Buffer.from(before.output.bytes, 'base64').length : 0;
    if (before && started.argv.length === 0) started = before.started;
  }
}

/** Also of a session that this host cannot know any more. */
const failedView = (key: string, failed: string | undefined): SessionView => ({
  ...{ key, state: 'ended', pid: null, pidStart: null, held: false, age: 0, quietOutput: null, quietCpu: null, outputBytes: 0 },
  end: { by: failed === undefined ? 'lost' : 'failed', code: null, signal: null, message: failed ?? 'its host was restarted', gone: true },
});

// Sessions of this node's runs on other machines: what their hosts report is written into this home,
// so that it looks as if the session had run here, and they are queried through the same calls.

import { runOf } from '../../../contracts/ids.ts';
import type { Millis } from '../../../contracts/time.ts';
import type { HostReport, KnownHost } from '../../../contracts/work/hosted.ts';
import type { Host, SessionKey, SessionView } from '../../../contracts/work/session.ts';
import type { Clock } from '../../../runtime/clock.ts';
import type { HostStreams } from '../../../runtime/fleet/hosts/open.ts';
import type { Log } from '../../../runtime/log/log.ts';
import { type HeardWorker, heardWorker } from './heard-worker.ts';
import { isAbsent } from './is-absent.ts';
import type { Leader, Mirror } from './mirror.ts';
import { trackHosts } from './track-hosts.ts';
import { troublesOf } from './troubles.ts';

export type RemoteSessions = {
  /** Combines the sessions of this machine and of others behind the same calls. */
  around(local: Host): Host;
  /** Starts following a session. */
  follow(key: SessionKey, at: { node: string; home: string }): void;
  has(key: SessionKey): boolean;
  /** Stops following a session whose run another node leads now. */
  forget(key: SessionKey): void;
  /** The same for all sessions of a run, including those that were given up. */
  forgetRun(run: string): void;
  /** Resolves with the first report about it; undefined if its host is silent, or does not begin it, for so long that it counts as lost. */
  firstReport(key: SessionKey, signal: AbortSignal): Promise<HostReport | undefined>;
  /** Sets who leads the runs; nothing is judged before that is known. */
  led(by: Leader): void;
  onNews(listener: (key: SessionKey) => void): void;
  hosts(): KnownHost[];
  /** Sessions that cannot be followed, and why. */
  troubles(): { session: SessionKey; says: string }[];
  close(): void;
};

type Context = {
  places: HostStreams;
  /** Writes what a host reports into this home. */
  mirror(leader: Promise<Leader>): Mirror;
  clock: Clock;
  log: Log;
  lease: Millis;
  isAnswered(): boolean;
  version: string;
};

type Session = { worker: HeardWorker; waiting: PromiseWithResolvers<void>; over: AbortController };

const TICKS = 10;
const LOOKS_EVERY: Millis = 100;
/** In addition to its grace period, for the way there and back. */
const STOPS_WITHIN: Millis = 20_000;

export function remoteSessions({ places, mirror: mirrorTo, clock, log, lease, isAnswered, version }: Context): RemoteSessions {
  const sessions = new Map<SessionKey, Session>();
  const news = new Set<(key: SessionKey) => void>();
  const leader = Promise.withResolvers<Leader>();
  const mirror = mirrorTo(leader.promise);
  const closing = new AbortController();
  const hosts = trackHosts({ offers: places.offers, clock, log, version, isAnswered });
  const troubles = troublesOf(leader.promise, log);
  let ticked = clock.awake();

  // A process that was stopped for a while has heard nobody, which says nothing about the hosts, so no tick counts for more than its share.
  function tick(): void {
    const passed = Math.min(clock.awake() - ticked, (2 * lease) / TICKS);
    ticked = clock.awake();
    if (!isAnswered()) return;
    for (const [key, { worker, waiting }] of sessions) {
      const before = worker.isLost();
      worker.passes(passed);
      if (before || !worker.isLost()) continue;
      waiting.resolve();
      heard(key);
    }
    hosts.look();
  }
  hosts.look();
  void (async () => {
    for (;;) {
      await clock.sleep(lease / TICKS, closing.signal);
      if (closing.signal.aborted) return;
      tick();
    }
  })();

  function heard(key: SessionKey): void {
    for (const tell of news) tell(key);
  }

  function follow(key: SessionKey, { node, home }: { node: string; home: string }): void {
    if (sessions.has(key)) return;
    const worker = heardWorker(key, node, { clock, lease });
    const [waiting, over] = [Promise.withResolvers<void>(), new AbortController()];
    sessions.set(key, { worker, waiting, over });
    const take = async (said: HostReport, receivedAt: Millis): Promise<void> => {
      worker.arrives();
      try {
        await mirror.take(said);
      } catch (error) {
        if (!isAbsent(error)) throw error;
        worker.lacks(error);
        if (!worker.isLost()) throw error;
        log.warn('a report of a lost host is passed over, because what it names cannot be fetched', {
          session: key,
          host: said.host,
          error,
        });
        return;
      }
      if (worker.isLost()) log.warn('a lost host responds again', { session: key, host: said.host });
      worker.heard(said, receivedAt);
      // While its host is still fetching files, there is nothing to report about its start.
      if (said.view.state !== 'starting') waiting.resolve();
      heard(key);
      if (said.whole) over.abort();
    };
    void places.reports.follow(key, { host: node, home }, { take, trouble: (it) => troubles.tell(key, node, it) }, over.signal);
  }

  async function stop(key: SessionKey): Promise<SessionView | undefined> {
    const worker = sessions.get(key)?.worker;
    if (!worker) return undefined;
    await places.orders.stop(key);
    for (const until = clock.awake() + STOPS_WITHIN; clock.awake() < until; ) {
      const view = worker.view();
      if (view.end && (worker.said()?.whole || worker.isLost())) return view;
      await clock.sleep(LOOKS_EVERY, new AbortController().signal);
    }
    return worker.view();
  }

  function forget(key: SessionKey): void {
    sessions.get(key)?.over.abort();
    sessions.delete(key);
    troubles.forget(key);
  }

  const away = (key: SessionKey): HeardWorker[] => {
    const worker = sessions.get(key)?.worker;
    return worker ? [worker] : [];
  };

  return {
    follow,
    around: (local) => ({
      ...local,
      async observe(keys, options) {
        const here = keys.filter((it) => !sessions.has(it));
        const views = here.length > 0 ? await local.observe(here, options) : [];
        return [...views, ...keys.flatMap(away).map((it) => it.view())];
      },
      stop: (key) => (sessions.has(key) ? stop(key) : local.stop(key)),
      async collect(key, options) {
        const worker = sessions.get(key)?.worker;
        return worker ? { end: worker.view().end, output: '' } : local.collect(key, options);
      },
      hold: async (key, held) => {
        if (!sessions.has(key)) await local.hold(key, held);
      },
    }),
    has: (key) => sessions.has(key),
    forget,
    forgetRun(run) {
      for (const key of [...sessions.keys()]) if (runOf(key) === run) forget(key);
    },
    async firstReport(key, signal) {
      const session = sessions.get(key);
      if (!session) return undefined;
      const aborted = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
      await Promise.race([session.waiting.promise, aborted]);
      return session.worker.said();
    },
    led: (by) => leader.resolve(by),
    onNews: (listener) => void news.add(listener),
    hosts: () =>
      hosts.known([...sessions].flatMap(([session, { worker }]) => (worker.said()?.view.end ? [] : [{ session, host: worker.node }]))),
    troubles: troubles.list,
    close() {
      closing.abort();
      for (const { over } of sessions.values()) over.abort();
    },
  };
}

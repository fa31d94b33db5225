// Sessions of this node's runs on other machines: what their hosts report is written into this home,
// so that it looks as if the session had run here, and they are queried through the same calls.

import { runOf } from '../../../contracts/ids.ts';
import type { Millis } from '../../../contracts/time.ts';
import type { HostReport, KnownHost } from '../../../contracts/work/hosted.ts';
import type { Host, SessionKey, SessionView } from '../../../contracts/work/session.ts';
import type { Clock } from '../../../runtime/clock.ts';
import type { HostStreams } from '../../../runtime/fleet/hosts/open.ts';
import type { Log } from '../../../runtime/log/log.ts';
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
  /** Resolves with the first report about it; undefined if its host is silent for so long that it counts as lost. */
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

type Session = {
  node: string;
  said: HostReport | undefined;
  heardAt: Millis;
  /** How long the host was silent while this node could have heard it. */
  silent: Millis;
  waiting: PromiseWithResolvers<void>;
  over: AbortController;
};

/** More than the lease, after which a host ends its workers by itself. */
const LOST_AT = 1.1;
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

  const isLost = ({ silent }: Session): boolean => silent >= lease * LOST_AT;

  // A process that was stopped for a while has heard nobody, which says nothing about the hosts, so no tick counts for more than its share.
  function tick(): void {
    const passed = Math.min(clock.awake() - ticked, (2 * lease) / TICKS);
    ticked = clock.awake();
    if (!isAnswered()) return;
    for (const [key, session] of sessions) {
      const before = isLost(session);
      session.silent += passed;
      if (before || !isLost(session)) continue;
      session.waiting.resolve();
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
    const waiting = Promise.withResolvers<void>();
    const session: Session = { node, said: undefined, heardAt: clock.awake(), silent: 0, waiting, over: new AbortController() };
    sessions.set(key, session);
    const take = async (said: HostReport): Promise<void> => {
      // It was heard, even if its report cannot be processed.
      if (!isLost(session)) session.silent = 0;
      await mirror.take(said);
      if (isLost(session)) log.warn('a lost host responds again', { session: key, host: said.host });
      Object.assign(session, { said, heardAt: clock.awake(), silent: 0 });
      // While its host is still fetching files, there is nothing to report about its start.
      if (said.view.state !== 'starting') session.waiting.resolve();
      heard(key);
      if (said.whole) session.over.abort();
    };
    void places.reports.follow(key, { host: node, home }, { take, trouble: (it) => troubles.tell(key, node, it) }, session.over.signal);
  }

  function viewOf(key: SessionKey, session: Session): SessionView {
    const { said, heardAt, node, silent } = session;
    const since = clock.awake() - heardAt;
    const known: SessionView = said?.view ?? {
      ...{ key, state: 'starting', pid: null, pidStart: null, held: false, age: 0 },
      ...{ quietOutput: null, quietCpu: null, outputBytes: 0, end: null },
    };
    // A process id of another machine means nothing here.
    const view = { ...known, pid: null, pidStart: null };
    if (view.end) return view;
    const message = `nothing was heard from host ${node} for ${Math.round(silent / 1000)} s; its worker may still run there`;
    if (isLost(session)) return { ...view, state: 'ended', end: { by: 'lost', code: null, signal: null, message, gone: false } };
    const older = (it: Millis | null): Millis | null => (it === null ? null : it + since);
    return { ...view, unheard: since, age: view.age + since, quietOutput: older(view.quietOutput), quietCpu: older(view.quietCpu) };
  }

  async function stop(key: SessionKey): Promise<SessionView | undefined> {
    const session = sessions.get(key);
    if (!session) return undefined;
    await places.orders.stop(key);
    for (const until = clock.awake() + STOPS_WITHIN; clock.awake() < until; ) {
      const view = viewOf(key, session);
      if (view.end && (session.said?.whole || isLost(session))) return view;
      await clock.sleep(LOOKS_EVERY, new AbortController().signal);
    }
    return viewOf(key, session);
  }

  function forget(key: SessionKey): void {
    sessions.get(key)?.over.abort();
    sessions.delete(key);
    troubles.forget(key);
  }

  const away = (key: SessionKey): [SessionKey, Session][] => {
    const session = sessions.get(key);
    return session ? [[key, session]] : [];
  };

  return {
    follow,
    around: (local) => ({
      ...local,
      async observe(keys, options) {
        const here = keys.filter((it) => !sessions.has(it));
        const views = here.length > 0 ? await local.observe(here, options) : [];
        return [...views, ...keys.flatMap(away).map(([key, it]) => viewOf(key, it))];
      },
      stop: (key) => (sessions.has(key) ? stop(key) : local.stop(key)),
      async collect(key, options) {
        const session = sessions.get(key);
        return session ? { end: viewOf(key, session).end, output: '' } : local.collect(key, options);
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
      return session.said;
    },
    led: (by) => leader.resolve(by),
    onNews: (listener) => void news.add(listener),
    hosts: () => hosts.known([...sessions].flatMap(([session, { node, said }]) => (said?.view.end ? [] : [{ session, host: node }]))),
    troubles: troubles.list,
    close() {
      closing.abort();
      for (const { over } of sessions.values()) over.abort();
    },
  };
}

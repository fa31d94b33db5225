// The one watcher of all runs. It wakes up by itself: soon after a change, then at growing intervals, but never later than the next
// time at which a rule wants to be asked. Hints only make a look happen earlier.

import type { Millis } from '../../contracts/time.ts';
import type { SessionKey, SessionView } from '../../contracts/work/session.ts';
import type { Clock } from '../clock.ts';
import { inSlices, yieldToOthers } from '../slices.ts';
import { isSteps, type MaybeSteps, type Steps } from '../steps.ts';
import type { Look } from './look.ts';
import { type LookMemory, lookAt, newLookMemory, type WatchedPlace } from './look-memory.ts';
import { periodicTimer } from './periodic-timer.ts';
import { extrapolated, isStale } from './reported-view.ts';

/** What the rules say to a look: report it, or look again after a while (with CPU time or without). */
export type Answer = { kind: 'report' } | { kind: 'again'; in: Millis; cpu: boolean };

export type Poller = {
  /**
   * Resolves with the first look that the rules want reported; rejects when the signal aborts. While `hasHints` says that every
   * change of the place is reported as a hint, it is looked at less often.
   */
  watch(place: WatchedPlace, judge: (look: Look) => MaybeSteps<Answer>, signal: AbortSignal, hasHints?: () => boolean): Promise<Look>;
  /** Looks once, now. `session`: as the host has just described it; without it the host is asked. */
  lookOnce(place: WatchedPlace, options?: { cpu?: boolean; session?: SessionView | undefined }): Promise<Look>;
  /** The session has ended, so what was remembered about it can go. */
  forget(session: SessionKey): void;
  /** Something happened to this session, or to any session if none is given. */
  hint(session?: SessionKey): void;
  close(): void;
};

export type Observe = (keys: readonly SessionKey[], options: { cpu: boolean }) => Promise<SessionView[]>;

const SHORTEST: Millis = 25;
export const LONGEST_INTERVAL: Millis = 1_000;
/** The longest interval while every change is reported. All other periodic looks of a waiting daemon are at most this far apart, too. */
const LONGEST_WITH_HINTS: Millis = 15_000;

/** By which the interval grows. If every change is reported, soon nothing else need wake the process. */
const [GROWTH, GROWTH_WITH_HINTS] = [2, 4];

function longer(one: Watched, reportsEnds: boolean): Millis {
  const isReported = reportsEnds && one.hasHints();
  const [growth, longest] = isReported ? [GROWTH_WITH_HINTS, LONGEST_WITH_HINTS] : [GROWTH, LONGEST_INTERVAL];
  return Math.min(one.interval * growth, longest);
}

/** From this time on it may be looked at together with others. */
const mayBeAt = ({ dueAt, interval }: Watched): Millis => dueAt - interval / 2;

type Seen = { look: Look; changed: boolean };

type Watched = {
  place: WatchedPlace;
  judge(look: Look): MaybeSteps<Answer>;
  settle(look: Look): void;
  fail(error: unknown): void;
  hasHints(): boolean;
  /** In awake time, like all times here. */
  dueAt: Millis;
  interval: Millis;
  cpu: boolean;
  /** Whether this look uses an extrapolated view instead of asking the host. */
  isExtrapolated: boolean;
  /** Whether a hint came since the last look began. */
  hinted: boolean;
  /** What the last look found, to tell what has changed since. */
  memory: LookMemory;
};

export type PollerOptions = {
  /**
   * Whether the host reports every end of a session, and a hint for all sessions reports the loss of the host: then silent workers
   * are rarely queried.
   */
  reportsEnds: boolean;
};

export function openPoller(observe: Observe, clock: Clock, { reportsEnds }: PollerOptions = { reportsEnds: false }): Poller {
  const rounds = periodicTimer(clock);
  const views = viewsBy(observe, clock, reportsEnds);
  const watched = new Set<Watched>();
  const memories = new Map<SessionKey, LookMemory>();
  let sleeping = new AbortController();
  let looking = false;
  let closed = false;

  const wake = () => sleeping.abort();

  async function keepLooking(): Promise<void> {
    if (looking) return;
    looking = true;
    while (watched.size > 0 && !closed) {
      const due = Math.min(...[...watched].map((it) => it.dueAt));
      const wait = due - clock.awake();
      if (wait > 0) {
        sleeping = new AbortController();
        const soonest = Math.min(...[...watched].map(mayBeAt));
        await rounds.sleep(wait, due - soonest, sleeping.signal);
        if (sleeping.signal.aborted) continue;
      }
      await lookAround();
    }
    looking = false;
  }

  /**
   * A wake-up looks at every worker for which half of the interval has passed, so that soon all are looked at together, with one
   * request to the host. Workers that were looked at recently are left alone: a hint about one must not cost a look at hundreds.
   */
  async function lookAround(): Promise<void> {
    const now = clock.awake();
    const all = [...watched].filter((it) => mayBeAt(it) <= now);
    try {
      for (const it of all) it.hinted = false;
      const known = await views(all, now);
      for (const one of all) {
        if (!watched.has(one)) continue;
        const slow = lookAtOne(one, known.get(one.place.session), now);
        if (slow) await slow;
      }
    } catch (error) {
      for (const one of all) {
        watched.delete(one);
        one.fail(error);
      }
    }
  }

  /** Usually synchronous. An error with one worker (no descriptor left, a broken disk) says nothing about the others. */
  function lookAtOne(one: Watched, session: SessionView | undefined, now: Millis): Promise<void> | undefined {
    try {
      const seen = lookAt(one.place, one.memory, session, clock);
      // A hint that arrives while the host is asked or the look is judged requires another look.
      if (!one.hinted) one.dueAt = Number.POSITIVE_INFINITY;
      const answer = one.judge(seen.look);
      if (isSteps(answer)) return judgeSlowly(one, answer, seen, now);
      consider(one, answer, seen, now);
    } catch (error) {
      watched.delete(one);
      one.fail(error);
    }
    return undefined;
  }

  /** A large result takes a while to parse; other work gets its turn in between. */
  async function judgeSlowly(one: Watched, judging: Steps<Answer>, seen: Seen, now: Millis): Promise<void> {
    try {
      // Its bytes were just read; yield before its schema is checked.
      await yieldToOthers();
      const answer = await inSlices(judging);
      if (watched.has(one)) consider(one, answer, seen, now);
    } catch (error) {
      watched.delete(one);
      one.fail(error);
    }
  }

  function consider(one: Watched, answer: Answer, seen: Seen, now: Millis): void {
    const decides = answer.kind === 'report' || answer.cpu;
    if (one.isExtrapolated && decides) {
      // Ask the host before deciding anything on an extrapolated view.
      one.memory.reported = undefined;
      one.dueAt = clock.awake();
      return;
    }
    if (answer.kind === 'report') {
      watched.delete(one);
      one.settle(seen.look);
      return;
    }
    one.interval = seen.changed ? SHORTEST : longer(one, reportsEnds);
    one.cpu = answer.cpu;
    one.dueAt = Math.min(one.dueAt, now + Math.max(SHORTEST, Math.min(one.interval, answer.in)));
  }

  return {
    watch: (place, judge, signal, hasHints = () => false) =>
      new Promise((resolve, reject) => {
        const leave = () => {
          watched.delete(one);
          reject(signal.reason);
        };
        const done = () => signal.removeEventListener('abort', leave);
        const one: Watched = {
          place,
          judge,
          hasHints,
          settle(seen) {
            done();
            resolve(seen);
          },
          fail(error) {
            done();
            reject(error);
          },
          dueAt: clock.awake(),
          interval: SHORTEST,
          cpu: false,
          isExtrapolated: false,
          hinted: false,
          memory: memoryOf(memories, place.session),
        };
        if (signal.aborted || closed) return leave();
        signal.addEventListener('abort', leave, { once: true });
        watched.add(one);
        wake();
        void keepLooking();
      }),
    async lookOnce(place, { cpu = false, session } = {}) {
      const view = session ?? (await observe([place.session], { cpu }))[0];
      return lookAt(place, memoryOf(memories, place.session), view, clock).look;
    },
    forget: (session) => void memories.delete(session),
    hint(session) {
      outdate(memories, session);
      for (const one of watched) {
        if (session !== undefined && one.place.session !== session) continue;
        one.dueAt = clock.awake();
        one.interval = SHORTEST;
        one.hinted = true;
      }
      wake();
    },
    close() {
      closed = true;
      wake();
    },
  };
}

/** Asks the host, except for workers whose recent view can be extrapolated. */
function viewsBy(observe: Observe, clock: Pick<Clock, 'awake'>, reportsEnds: boolean) {
  return async (all: readonly Watched[], now: Millis): Promise<Map<SessionKey, SessionView>> => {
    const known = new Map<SessionKey, SessionView>();
    const asked: Watched[] = [];
    const believed = (one: Watched) => (reportsEnds && !one.cpu ? extrapolated(one.memory.reported, now) : undefined);
    const mustAsk = all.some((it) => !believed(it));
    for (const one of all) {
      const view = mustAsk && isStale(one.memory.reported, now) ? undefined : believed(one);
      one.isExtrapolated = view !== undefined;
      if (view) known.set(view.key, view);
      else asked.push(one);
    }
    const ask = async (those: readonly Watched[], cpu: boolean) => {
      if (those.length === 0) return;
      const keys = those.map((it) => it.place.session);
      for (const view of await observe(keys, { cpu })) known.set(view.key, view);
    };
    const at = clock.awake();
    const hints = asked.map((it) => it.memory.hints);
    await Promise.all([
      ask(
        asked.filter((it) => !it.cpu),
        false,
      ),
      ask(
        asked.filter((it) => it.cpu),
        true,
      ),
    ]);
    for (const [n, { memory, place }] of asked.entries()) {
      const view = known.get(place.session);
      memory.reported = view && memory.hints === hints[n] ? { view, at } : undefined;
    }
    return known;
  };
}

/** Also for sessions that nobody watches just now: the next watcher must not use an outdated view. */
function outdate(memories: ReadonlyMap<SessionKey, LookMemory>, session: SessionKey | undefined): void {
  for (const [key, memory] of memories) {
    if (session !== undefined && key !== session) continue;
    memory.hints += 1;
    memory.reported = undefined;
  }
}

function memoryOf(memories: Map<SessionKey, LookMemory>, session: SessionKey): LookMemory {
  const memory = memories.get(session) ?? newLookMemory();
  memories.set(session, memory);
  return memory;
}

// A simulated session host: its sessions survive the daemon and die with the host. All attempts of a dispatch write to the same
// place.

import type { Host, SessionEnd, SessionView } from '../../../contracts/work/session.ts';
import type { Schedule, Writing } from './people/behaviours.ts';
import type { Time } from './time.ts';

export type SimSession = {
  key: string;
  dispatch: string;
  provider: string;
  /** The conversation that it continues. */
  talk: string;
  plan: Schedule;
  /** The nonce from its prompt. */
  nonce: string;
  cwd: string;
  startedAt: number;
  deadline: number;
  end: { at: number; end: SessionEnd } | null;
  /** It was asked to end, and has not ended yet. */
  stopping: PromiseWithResolvers<void> | null;
  /** A child process of it is still alive. */
  survivor: boolean;
  /** The disk was full when it wrote, so its result is lost. */
  spoiled: boolean;
  cpuAsked: boolean;
  /** How long its clock was stopped, and since when it is stopped now. */
  heldFor: number;
  heldSince: number | null;
};

export type NewSession = Pick<SimSession, 'key' | 'dispatch' | 'provider' | 'talk' | 'plan' | 'nonce' | 'cwd' | 'deadline'> & {
  survivor: boolean;
};

export type SimHost = {
  sessions: Map<string, SimSession>;
  start(fresh: NewSession): SimSession;
  stop(key: string): Promise<SessionView | undefined>;
  hold(key: string, held: boolean): void;
  loseAll(): number;
  viewOf(session: SimSession): SessionView;
  /** For the daemon. */
  door: Pick<Host, 'observe' | 'hold'>;
};

export type Setup = {
  time: Time;
  /** Called when it writes; the world decides where and what. */
  write(session: SimSession, what: Writing): void;
  /** Something happened to it: a hint for the poller. */
  changed(session: SimSession): void;
};

export const isAlive = (it: SimSession): boolean => it.end === null;

export function simHost({ time, write, changed }: Setup): SimHost {
  const sessions = new Map<string, SimSession>();

  const ageOf = (it: SimSession): number => {
    const until = it.end?.at ?? time.now();
    return until - it.startedAt - it.heldFor - (it.heldSince === null ? 0 : Math.max(0, until - it.heldSince));
  };

  function end(it: SimSession, how: Omit<SessionEnd, 'gone'>): void {
    if (it.end) return;
    it.end = { at: time.now(), end: { ...how, gone: !it.survivor } };
    it.stopping?.resolve();
    changed(it);
  }

  /** A session that is held never reaches its deadline. */
  function untilDeadline(it: SimSession): void {
    if (it.end) return;
    const left = it.deadline - ageOf(it);
    if (left <= 0 && it.heldSince === null) end(it, { by: 'deadline', code: null, signal: 'SIGKILL' });
    else time.later(Math.max(left, 1_000), () => untilDeadline(it));
  }

  function viewOf(it: SimSession): SessionView {
    const age = ageOf(it);
    const { printEvery, busyUntil } = it.plan;
    return {
      key: it.key,
      state: it.end ? 'ended' : it.stopping ? 'ending' : 'running',
      pid: 1,
      pidStart: '1',
      held: it.heldSince !== null && !it.end,
      age,
      quietOutput: printEvery === null || age < printEvery ? null : age % printEvery,
      quietCpu: it.cpuAsked ? Math.max(0, age - busyUntil) : null,
      outputBytes: 0,
      end: it.end?.end ?? null,
    };
  }

  function hold(key: string, held: boolean): void {
    const it = sessions.get(key);
    if (!it || it.end) return;
    if (held) it.heldSince ??= time.now();
    else if (it.heldSince !== null) {
      it.heldFor += time.now() - it.heldSince;
      it.heldSince = null;
    }
    changed(it);
  }

  return {
    sessions,
    viewOf,
    hold,
    start(fresh) {
      const known = sessions.get(fresh.key);
      if (known) return known;
      const it: SimSession = {
        ...fresh,
        startedAt: time.now(),
        end: null,
        stopping: null,
        spoiled: false,
        cpuAsked: false,
        heldFor: 0,
        heldSince: null,
      };
      sessions.set(it.key, it);
      const { plan } = it;
      if (plan.name === 'never-starts') end(it, { by: 'failed', code: null, signal: null, message: 'no such program' });
      for (const { at, what } of plan.writes)
        time.later(at, () => {
          if (it.end === null || plan.writesAfterDeath) write(it, what);
        });
      if (plan.exitAt !== null) time.later(plan.exitAt, () => end(it, { by: 'exit', code: plan.exitCode, signal: null }));
      untilDeadline(it);
      return it;
    },
    async stop(key) {
      const it = sessions.get(key);
      if (!it) return undefined;
      if (it.end === null && it.stopping === null) {
        it.stopping = Promise.withResolvers();
        const { diesWithin, ignoresTerm } = it.plan;
        time.later(diesWithin, () => end(it, { by: 'stopped', code: null, signal: ignoresTerm ? 'SIGKILL' : 'SIGTERM' }));
      }
      if (it.end === null) await it.stopping?.promise;
      return viewOf(it);
    },
    loseAll() {
      const living = [...sessions.values()].filter(isAlive);
      for (const it of living) end(it, { by: 'lost', code: null, signal: null });
      return living.length;
    },
    door: {
      observe: async (keys, { cpu } = {}) =>
        keys.flatMap((key) => {
          const it = sessions.get(key);
          if (!it) return [];
          it.cpuAsked ||= cpu === true;
          return [viewOf(it)];
        }),
      hold: async (key, held) => hold(key, held),
    },
  };
}

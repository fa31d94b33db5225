// A simulated session host: sessions live on while the daemon is dead, and die with the host.

import type { SessionEnd, SessionView } from '../../contracts/session.ts';
import { digestOf } from '../../runtime/canonical.ts';
import type { Look, ResultSight } from '../../runtime/watch/look.ts';
import { type Behaviour, type Schedule, schedule, type Writing } from './behaviours.ts';
import type { Random } from './random.ts';

export type SimSession = {
  key: string;
  dispatch: string;
  provider: string;
  plan: Schedule;
  startedAt: number;
  deadline: number;
  /** Killed or lost; its own exit is in the plan. */
  ended: { at: number; end: SessionEnd } | null;
  cpuAsked: boolean;
  /** For how long its age has stood still, and since when it stands still now. */
  heldFor: number;
  heldSince: number | null;
};

export type Content = (session: SimSession, what: Writing) => Uint8Array;

export type SimHost = {
  sessions: Map<string, SimSession>;
  start(key: string, dispatch: string, provider: string, hard: number, now: number): SimSession;
  hold(provider: string, held: boolean, now: number): void;
  stop(key: string, now: number): SimSession | undefined;
  loseAll(now: number): number;
  alive(session: SimSession, now: number): boolean;
  endOf(session: SimSession, now: number): SessionEnd | null;
  look(session: SimSession | undefined, key: string, now: number): Look;
};

export function simHost(random: Random, behaviours: readonly Behaviour[], content: Content): SimHost {
  const sessions = new Map<string, SimSession>();

  const ownExit = (it: SimSession): number =>
    Math.min(it.plan.exitAt === null ? Number.POSITIVE_INFINITY : it.startedAt + it.plan.exitAt, deadlineOf(it));
  /** A session that is held never reaches its deadline. */
  const deadlineOf = (it: SimSession): number =>
    it.heldSince === null ? it.startedAt + it.deadline + it.heldFor : Number.POSITIVE_INFINITY;
  const ageOf = (it: SimSession, now: number): number => {
    const until = Math.min(now, endedAt(it));
    return until - it.startedAt - it.heldFor - (it.heldSince === null ? 0 : Math.max(0, until - it.heldSince));
  };
  const alive = (it: SimSession, now: number): boolean => it.ended === null && now < ownExit(it);

  function endOf(it: SimSession, now: number): SessionEnd | null {
    if (it.ended) return it.ended.end;
    if (now < ownExit(it)) return null;
    if (it.plan.name === 'never-starts') return { by: 'failed', code: null, signal: null, message: 'no such program', gone: true };
    if (it.plan.exitAt === null || it.startedAt + it.plan.exitAt > deadlineOf(it))
      return { by: 'deadline', code: null, signal: 'SIGKILL', gone: true };
    return { by: 'exit', code: it.plan.exitCode, signal: null, gone: true };
  }

  const endedAt = (it: SimSession): number => it.ended?.at ?? ownExit(it);

  function written(it: SimSession, now: number): { what: Writing; at: number } | undefined {
    const until = it.plan.writesAfterDeath ? now : Math.min(now, endedAt(it));
    const last = it.plan.writes.findLast((one) => it.startedAt + one.at <= until);
    return last && { what: last.what, at: it.startedAt + last.at };
  }

  /** The attempts of a dispatch share one path; what an earlier one had left was set aside before this one began. */
  function newestAt(it: SimSession, now: number): { by: SimSession; what: Writing; at: number } | undefined {
    const all = [...sessions.values()].filter((one) => one.dispatch === it.dispatch);
    const seen = all.flatMap((by) => {
      const last = written(by, now);
      return last && (by === it || last.at > it.startedAt) ? [{ by, ...last }] : [];
    });
    return seen.sort((a, b) => a.at - b.at).at(-1);
  }

  function resultSight(it: SimSession, now: number): ResultSight {
    const last = newestAt(it, now);
    if (!last) return { kind: 'none' };
    if (last.what.kind === 'link') return { kind: 'refused', why: 'the result is a symbolic link' };
    const bytes = content(last.by, last.what);
    return { kind: 'there', bytes, digest: digestOf(bytes), unchangedFor: now - last.at };
  }

  return {
    sessions,
    alive,
    endOf,
    start(key, dispatch, provider, hard, now) {
      const known = sessions.get(key);
      if (known) return known;
      const fresh: SimSession = {
        key,
        dispatch,
        provider,
        plan: schedule(random.pick(behaviours), random),
        startedAt: now,
        deadline: hard,
        ended: null,
        cpuAsked: false,
        heldFor: 0,
        heldSince: null,
      };
      sessions.set(key, fresh);
      return fresh;
    },
    stop(key, now) {
      const it = sessions.get(key);
      if (it && alive(it, now))
        it.ended = { at: now, end: { by: 'stopped', code: null, signal: it.plan.ignoresTerm ? 'SIGKILL' : 'SIGTERM', gone: true } };
      return it;
    },
    hold(provider, held, now) {
      for (const it of sessions.values()) {
        if (it.provider !== provider || !alive(it, now)) continue;
        if (held) it.heldSince ??= now;
        else if (it.heldSince !== null) {
          it.heldFor += now - it.heldSince;
          it.heldSince = null;
        }
      }
    },
    loseAll(now) {
      const living = [...sessions.values()].filter((it) => alive(it, now));
      for (const it of living) it.ended = { at: now, end: { by: 'lost', code: null, signal: null, gone: true } };
      return living.length;
    },
    look(it, key, now) {
      if (!it) return { at: now, session: undefined, endedFor: 0, result: { kind: 'none' }, quietBeat: null };
      const age = ageOf(it, now);
      const quiet = (every: number | null) => (every === null || age < every ? null : age % every);
      const session: SessionView = {
        key,
        state: alive(it, now) ? 'running' : 'ended',
        pid: 1,
        pidStart: '1',
        held: it.heldSince !== null && alive(it, now),
        age,
        quietOutput: quiet(it.plan.printEvery),
        quietCpu: it.cpuAsked ? Math.max(0, age - it.plan.busyUntil) : null,
        outputBytes: 0,
        end: endOf(it, now),
      };
      return {
        at: now,
        session,
        endedFor: session.end ? now - endedAt(it) : 0,
        result: resultSight(it, now),
        quietBeat: quiet(it.plan.beatEvery),
      };
    },
  };
}

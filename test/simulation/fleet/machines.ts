// The machines of a simulated fleet: processes that can be killed or stopped, a clock for each machine, the sessions of workers,
// and a disk that outlives the processes.

import type { SessionEnd, SessionView } from '../../../contracts/work/session.ts';
import type { Clock } from '../../../runtime/clock.ts';
import { type Home, homeAt } from '../../../runtime/home.ts';
import type { Time } from '../world/time.ts';

/** One process of a daemon or of a host. */
export type Process = {
  machine: Machine;
  clock: Clock;
  alive(): boolean;
  /** Until when it is stopped, as by SIGSTOP. */
  standsUntil(): number;
  /** Runs a callback in this process: later if it is stopped, never if it is dead. */
  goOn(what: () => void): void;
  die(): void;
  stand(until: number): void;
};

export type Session = {
  key: string;
  startedAt: number;
  end: { at: number; how: SessionEnd } | null;
  /** What it will write, and when. */
  writes: { at: number; bytes: Buffer; path: string };
  /** For an executor: its workplace, and the files in it when it is done. */
  works?: { path: string; text: string };
};

export type Machine = {
  name: string;
  home: Home;
  files: Map<string, { bytes: Buffer; at: number }>;
  sessions: Map<string, Session>;
  start(session: Omit<Session, 'end' | 'startedAt'>, lasts: number): void;
  stop(key: string): Promise<void>;
  /** A separate process owns the sessions, and ends each one whose lease is not renewed. */
  keep(key: string, span: number): void;
  observe(keys: readonly string[]): SessionView[];
  /** Ends all of its processes and workers. */
  crash(): void;
  /** The difference of its clock from the real time. */
  ahead: number;
  process(): Process;
  /** The current process, if there is one. */
  now: Process | undefined;
};

/** The time from the request to end until the end. */
const DIES_WITHIN = 300;
const LEAVES_WITHIN = 500;

export const isAlive = (it: Session): boolean => it.end === null;

export function machineIn(time: Time, name: string): Machine {
  const sessions = new Map<string, Session>();
  const files: Machine['files'] = new Map();
  const leases = new Map<string, () => void>();

  function end(it: Session, how: Omit<SessionEnd, 'gone'>): void {
    it.end ??= { at: time.now(), how: { ...how, gone: true } };
  }

  const machine: Machine = {
    ...{ name, files, sessions, ahead: 0, now: undefined },
    home: homeAt(`/${name}`),
    start(fresh, lasts) {
      if (sessions.has(fresh.key)) return;
      const it: Session = { ...fresh, startedAt: time.now(), end: null };
      sessions.set(it.key, it);
      const work = (text: string): void => {
        if (it.works) files.set(it.works.path, { bytes: Buffer.from(text), at: time.now() });
      };
      work(`half of it, by ${it.key}`);
      time.later(lasts, () => {
        if (it.end) return;
        work(it.works?.text ?? '');
        files.set(it.writes.path, { bytes: it.writes.bytes, at: time.now() });
        time.later(LEAVES_WITHIN, () => end(it, { by: 'exit', code: 0, signal: null }));
      });
    },
    async stop(key) {
      const it = sessions.get(key);
      if (!it || it.end) return;
      await new Promise<void>((resolve) => void time.later(DIES_WITHIN, resolve));
      end(it, { by: 'stopped', code: null, signal: 'SIGTERM' });
    },
    keep(key, span) {
      leases.get(key)?.();
      const it = sessions.get(key);
      if (!it || it.end) return;
      leases.set(
        key,
        time.later(span, () => time.later(DIES_WITHIN, () => end(it, { by: 'lost', code: null, signal: 'SIGTERM' }))),
      );
    },
    observe: (keys) =>
      keys.flatMap((key) => {
        const it = sessions.get(key);
        if (!it) return [];
        const age = (it.end?.at ?? time.now()) - it.startedAt;
        return [
          {
            ...{ key, pid: 1, pidStart: '1', held: false, age, outputBytes: 0, quietCpu: 0 },
            state: it.end ? ('ended' as const) : ('running' as const),
            quietOutput: age % 1_000,
            end: it.end?.how ?? null,
          },
        ];
      }),
    crash() {
      machine.now?.die();
      for (const it of sessions.values()) end(it, { by: 'lost', code: null, signal: null });
      sessions.clear();
    },
    process: () => processOn(machine, time),
  };
  return machine;
}

function processOn(machine: Machine, time: Time): Process {
  let alive = true;
  let until = 0;
  const wall = (): number => time.wall() + machine.ahead;

  function goOn(what: () => void): void {
    if (!alive) return;
    if (time.now() >= until) what();
    else time.later(until - time.now(), () => goOn(what));
  }

  const sleep: Clock['sleep'] = (span, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const woken = (): void => {
        cancel();
        resolve();
      };
      const cancel = time.later(span, () =>
        goOn(() => {
          signal.removeEventListener('abort', woken);
          resolve();
        }),
      );
      signal.addEventListener('abort', woken, { once: true });
    });

  const it: Process = {
    ...{ machine, goOn },
    alive: () => alive,
    standsUntil: () => until,
    clock: {
      now: wall,
      awake: time.now,
      sleep,
      async sleepUntil(instant, signal) {
        // A clock that was set meanwhile is noticed soon enough.
        while (!signal.aborted && wall() < instant) await sleep(Math.min(instant - wall(), 60_000), signal);
      },
    },
    die() {
      alive = false;
      if (machine.now === it) machine.now = undefined;
    },
    stand(till) {
      until = Math.max(until, till);
    },
  };
  machine.now = it;
  return it;
}

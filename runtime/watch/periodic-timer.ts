// One shared timer for everything that checks something periodically. Each caller says within which time it must be called, and how
// much earlier it may be, so that calls coincide and an idle process sleeps in between.

import type { Millis } from '../../contracts/time.ts';
import type { Clock } from '../clock.ts';

export type PeriodicTimer = {
  /** Calls `look` again and again, each time within the span; the returned function stops it. */
  every(span: Millis, look: () => void): () => void;
  /** Resolves after the span, or up to `early` sooner when others are woken, or at once when the signal aborts. */
  sleep(span: Millis, early: Millis, signal: AbortSignal): Promise<void>;
};

type Sleeper = { from: Millis; due: Millis; wake(): void };
type RoundClock = Pick<Clock, 'awake' | 'sleep'>;

const known = new WeakMap<RoundClock, PeriodicTimer>();

/** All callers with the same clock share its rounds. */
export function periodicTimer(clock: RoundClock): PeriodicTimer {
  const rounds = known.get(clock) ?? roundsBy(clock);
  known.set(clock, rounds);
  return rounds;
}

function roundsBy(clock: RoundClock): PeriodicTimer {
  const sleepers = new Set<Sleeper>();
  let alarm: { at: Millis; off: AbortController } | undefined;

  function add(sleeper: Sleeper): void {
    sleepers.add(sleeper);
    setAlarm();
  }

  function leave(sleeper: Sleeper): void {
    if (sleepers.delete(sleeper)) setAlarm();
  }

  /** One timer, for whoever must be woken first. A timer that is set too early is left alone: it fires in vain only once. */
  function setAlarm(): void {
    const at = Math.min(...[...sleepers].map((it) => it.due));
    if (alarm && sleepers.size > 0 && alarm.at <= at) return;
    alarm?.off.abort();
    alarm = undefined;
    if (sleepers.size === 0) return;
    const mine = { at, off: new AbortController() };
    alarm = mine;
    void clock.sleep(at - clock.awake(), mine.off.signal).then(() => {
      if (!mine.off.signal.aborted) ring();
    });
  }

  function ring(): void {
    alarm = undefined;
    const now = clock.awake();
    // A timer may fire slightly early.
    const due = [...sleepers].filter((it) => it.from <= now || it.due <= now + 1);
    for (const it of due) sleepers.delete(it);
    for (const it of due) it.wake();
    setAlarm();
  }

  function every(span: Millis, look: () => void): () => void {
    let sleeper: Sleeper | undefined;
    let over = false;
    function again(): void {
      const now = clock.awake();
      sleeper = {
        from: now + span / 2,
        due: now + span,
        wake() {
          again();
          look();
        },
      };
      if (!over) add(sleeper);
    }
    again();
    return () => {
      over = true;
      if (sleeper) leave(sleeper);
    };
  }

  return {
    every,
    sleep: (span, early, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const now = clock.awake();
        const done = () => {
          signal.removeEventListener('abort', aborted);
          resolve();
        };
        const aborted = () => {
          leave(sleeper);
          done();
        };
        const sleeper = { from: now + span - early, due: now + span, wake: done };
        signal.addEventListener('abort', aborted, { once: true });
        add(sleeper);
      }),
  };
}

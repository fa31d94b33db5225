// The one wake-up of everything that looks now and then. Whoever looks says within which time, and how much earlier it
// may be: so all of them look together, and a process with nothing to do sleeps in between.

import type { Millis } from '../../contracts/time.ts';
import type { Clock } from '../clock.ts';

export type Rounds = {
  /** Calls it again and again, each time within the span; what comes back ends that. */
  every(span: Millis, look: () => void): () => void;
  /** Resolves after the span, up to so much earlier when others are woken, and at once when the signal aborts. */
  sleep(span: Millis, early: Millis, signal: AbortSignal): Promise<void>;
};

type Sleeper = { from: Millis; due: Millis; wake(): void };
type RoundClock = Pick<Clock, 'awake' | 'sleep'>;

const known = new WeakMap<RoundClock, Rounds>();

/** All who look by the same clock share its rounds. */
export function roundsOf(clock: RoundClock): Rounds {
  const rounds = known.get(clock) ?? roundsBy(clock);
  known.set(clock, rounds);
  return rounds;
}

function roundsBy(clock: RoundClock): Rounds {
  const sleepers = new Set<Sleeper>();
  let alarm: { at: Millis; off: AbortController } | undefined;

  function add(sleeper: Sleeper): void {
    sleepers.add(sleeper);
    setAlarm();
  }

  function leave(sleeper: Sleeper): void {
    if (sleepers.delete(sleeper)) setAlarm();
  }

  /** One timer, for the first who must be woken. One that would come too early is left as it is: it wakes nobody in vain more than once. */
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
    // A timer may come a moment before its time.
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

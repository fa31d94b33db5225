// A clock that a test moves; sleepers wake up in the order of their times.

import type { Clock } from '../../../../runtime/clock.ts';

export type TestClock = Clock & {
  /** Lets so much awake time pass, waking everybody on the way. */
  pass(ms: number): Promise<void>;
  /** The machine sleeps: only the time of day goes on. */
  suspend(ms: number): void;
};

export function testClock(): TestClock {
  let awake = 1_000;
  let ahead = 1_700_000_000_000;
  const sleepers = new Set<{ at: number; wake(): void }>();

  const sleep: Clock['sleep'] = (span, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const one = {
        at: awake + span,
        wake() {
          sleepers.delete(one);
          signal.removeEventListener('abort', one.wake);
          resolve();
        },
      };
      sleepers.add(one);
      signal.addEventListener('abort', one.wake, { once: true });
    });

  /** Everything that was waiting for a promise has gone on. */
  const settle = () => new Promise((resolve) => setImmediate(resolve));

  return {
    now: () => ahead + awake,
    awake: () => awake,
    sleep,
    sleepUntil: (at, signal) => sleep(Math.max(0, at - ahead - awake), signal),
    suspend(ms) {
      ahead += ms;
    },
    async pass(ms) {
      const end = awake + ms;
      await settle();
      for (;;) {
        const next = [...sleepers].filter((it) => it.at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        awake = Math.max(awake, next.at);
        next.wake();
        await settle();
      }
      awake = end;
      await settle();
    },
  };
}

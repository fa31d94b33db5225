// The network of a simulated fleet: a request may be late, arrive twice or not at all, and its answer may be lost; one machine may
// be cut off for a while, or all of them if a majority of the servers is missing.

import type { Time } from '../world/time.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { Process } from './machines.ts';

export type Net = {
  /** Carries out a request at the servers: once, twice or never. Rejects if no answer comes in time. */
  ask<T>(by: Process, what: string, there: () => T): Promise<T>;
  cut(machine: string, until: number): void;
  isCut(machine: string): boolean;
  /** Resolves when the servers have something new and the machine is able to receive it. */
  news(by: Process): Promise<void>;
  /** The servers have something new. */
  tell(): void;
};

const ANSWERS_WITHIN = 5_000;
const HEALS_SEEN_EVERY = 500;

export function netIn(time: Time, faults: FaultPlan, nth: (place: string) => string): Net {
  const cutUntil = new Map<string, number>();
  const waiting = new Set<() => void>();
  const isCut = (machine: string): boolean => (cutUntil.get(machine) ?? 0) > time.now();

  return {
    isCut,
    cut: (machine, until) => void cutUntil.set(machine, Math.max(until, cutUntil.get(machine) ?? 0)),
    ask<T>(by: Process, what: string, there: () => T): Promise<T> {
      const { name } = by.machine;
      const place = nth(`${name} ${what}`);
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      const random = faults.random(place);
      const once = (after: number, answered: boolean): void => {
        time.later(after, () => {
          if (isCut(name)) return;
          let outcome: () => void;
          try {
            const value = there();
            outcome = () => resolve(value);
          } catch (error) {
            outcome = () => reject(error);
          }
          if (answered) time.later(random.between(1, 10), () => !isCut(name) && by.goOn(outcome));
        });
      };
      time.later(ANSWERS_WITHIN, () => by.goOn(() => reject(new Error('timeout'))));
      if (faults.strikes('lost', place)) return promise;
      const late = faults.strikes('delayed', place);
      const after = late ? late.between(50, 8_000) : random.between(1, 10);
      once(after, !faults.strikes('unanswered', place));
      const again = faults.strikes('doubled', place);
      if (again) once(after + again.between(1, 3_000), true);
      return promise;
    },
    news(by) {
      const { name } = by.machine;
      return new Promise((resolve) => {
        const heard = (): void => {
          if (isCut(name)) return void time.later(HEALS_SEEN_EVERY, heard);
          by.goOn(resolve);
        };
        if (isCut(name)) return heard();
        waiting.add(() => time.later(faults.random(nth(`${name} news`)).between(1, 20), heard));
      });
    },
    tell() {
      const all = [...waiting];
      waiting.clear();
      for (const wake of all) wake();
    },
  };
}

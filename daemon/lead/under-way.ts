// The effects of one stream that are under way: each with its key, its subject and the means to tell it to stop.

import type { UnderWay } from './agenda.ts';

export type EffectsUnderWay = {
  list(): readonly UnderWay[];
  /** Adds the effect to the list, where it stays until it is forgotten. */
  begin(key: string, subject: string, carryOut: (signal: AbortSignal) => Promise<void>): void;
  abort(key: string): void;
  abortAll(): void;
  forget(key: string): void;
  /** Resolves when every effect has really ended. */
  ended(): Promise<void>;
};

type One = UnderWay & { controller: AbortController; done: Promise<void> };

export function effectsUnderWay(): EffectsUnderWay {
  const all = new Map<string, One>();

  return {
    list: () => [...all.values()],
    begin(key, subject, carryOut) {
      const controller = new AbortController();
      // Deferred, so that the effect is on the list before it can end.
      const done = Promise.resolve().then(() => carryOut(controller.signal));
      all.set(key, { key, subject, aborting: false, controller, done });
    },
    abort(key) {
      const one = all.get(key);
      if (!one) return;
      one.aborting = true;
      one.controller.abort();
    },
    abortAll() {
      for (const one of all.values()) one.controller.abort();
    },
    forget: (key) => void all.delete(key),
    async ended() {
      await Promise.allSettled([...all.values()].map((it) => it.done));
    },
  };
}

// The difference between what is wanted and what is under way. Pure, so that the daemon's loop and the simulation take the same steps.

import type { MaybeSteps } from '../../runtime/steps.ts';
import type { WantedEffect } from '../../skills/run/effect.ts';

export type UnderWay = { key: string; subject: string; aborting: boolean };

export type Difference<Effect> = {
  /** To be started now. */
  start: WantedEffect<Effect>[];
  /** Keys of what is under way and no longer wanted. */
  abort: string[];
};

/**
 * An aborted effect counts as under way until it has really ended: an effect on the same subject waits for it, so a session is never being
 * started and ended at once.
 */
export function difference<Effect>(wanted: readonly WantedEffect<Effect>[], underWay: readonly UnderWay[]): Difference<Effect> {
  const keys = new Set(wanted.map((it) => it.key));
  const running = new Set(underWay.map((it) => it.key));
  const busy = new Set(underWay.map((it) => it.subject));
  const start: WantedEffect<Effect>[] = [];
  for (const one of wanted) {
    if (running.has(one.key) || busy.has(one.subject)) continue;
    busy.add(one.subject);
    start.push(one);
  }
  return { start, abort: underWay.filter((it) => !keys.has(it.key) && !it.aborting).map((it) => it.key) };
}

export type BuiltEffect<Effect> = { kind: 'made'; order: MaybeSteps<Effect> } | { kind: 'failed'; error: unknown };

/** Builds the effect. If that throws, the effect counts as failed: it is journaled and retried. */
export function buildEffect<Effect>({ effect }: WantedEffect<Effect>): BuiltEffect<Effect> {
  try {
    return { kind: 'made', order: effect() };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

// The time limits of one attempt: how long a worker may be silent, run, or take to exit.

import type { Config } from '../../contracts/config.ts';
import type { Template } from '../../contracts/task/template.ts';
import { type Millis, millis } from '../../contracts/time.ts';

export type Limits = {
  soft: Millis;
  hard: Millis;
  /** Without any sign of life. */
  quiet: Millis;
  /** Without any sign but advancing CPU time. */
  quietButBusy: Millis;
  /** After the start, before silence counts. */
  startup: Millis;
  /** After an exit, for a result that is still being written. */
  flush: Millis;
  /** After an accepted result, to exit by itself. */
  exit: Millis;
  /** For a file that stays invalid. */
  invalid: Millis;
  kill: Millis;
  /** The interval at which it is asked to send heartbeats. */
  beatEvery: Millis;
};

const DEFAULTS = {
  'analyser': { soft: '20m', hard: '30m' },
  'verdicts': { soft: '10m', hard: '15m' },
  'report-writer': { soft: '15m', hard: '20m' },
  'executor': { soft: '60m', hard: '90m' },
  'planner': { soft: '20m', hard: '30m' },
  'verifier': { soft: '10m', hard: '15m' },
  'critic': { soft: '10m', hard: '15m' },
  'writer': { soft: '20m', hard: '30m' },
} as const;

export type LimitKey = keyof typeof DEFAULTS;

/** `own` is the hard deadline set by the agent's definition or the phase, if any; the shorter one applies. */
export function limitsFor(key: LimitKey, template: Template, config: Config, own: Millis | null): Limits {
  const role = template.limits[key] ?? DEFAULTS[key];
  const hard = Math.min(millis(role.hard), own ?? Number.POSITIVE_INFINITY);
  // At least three heartbeat intervals: one may be missed during a long tool call.
  const quiet = Math.max(millis(config.silence.quiet), 3 * millis(config.silence.beatEvery));
  return {
    soft: Math.min(millis(role.soft), hard),
    hard,
    quiet,
    quietButBusy: Math.max(millis(config.silence.quietButBusy), quiet),
    startup: millis(config.silence.startup),
    flush: millis(config.grace.flush),
    exit: millis(config.grace.exit),
    invalid: millis(config.grace.invalid),
    kill: millis(config.grace.kill),
    beatEvery: millis(config.silence.beatEvery),
  };
}

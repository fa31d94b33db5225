// How long a worker may be silent, late, or slow to leave: the limits of one attempt, as numbers.

import type { Config } from '../../contracts/config.ts';
import type { Template } from '../../contracts/task/template.ts';
import { type Millis, millis } from '../../contracts/time.ts';

export type Limits = {
  soft: Millis;
  hard: Millis;
  /** With no sign of life at all. */
  quiet: Millis;
  /** With no sign but advancing CPU time. */
  quietButBusy: Millis;
  /** After the start, before silence is judged. */
  startup: Millis;
  /** After an exit, for a result that is still on its way to the disk. */
  flush: Millis;
  /** After an accepted result, to leave by itself. */
  exit: Millis;
  /** For a file that stays invalid. */
  invalid: Millis;
  kill: Millis;
  /** How often it is asked for a heartbeat. */
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

/** `own` is the hard deadline that the agent's definition or the phase sets, if one does; the shorter one counts. */
export function limitsFor(key: LimitKey, template: Template, config: Config, own: Millis | null): Limits {
  const role = template.limits[key] ?? DEFAULTS[key];
  const hard = Math.min(millis(role.hard), own ?? Number.POSITIVE_INFINITY);
  // Never less than three heartbeats: one may be lost in a long tool call.
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

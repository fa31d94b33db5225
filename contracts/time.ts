// Formats of time: instants and durations are whole milliseconds inside the program, and ISO strings wherever a person or another
// program reads them.

import * as z from './schema.ts';

/** Milliseconds since the epoch. */
export type Instant = number;
export type Millis = number;

export const Timestamp = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'an ISO time in UTC with milliseconds');
export type Timestamp = z.infer<typeof Timestamp>;

export const timestamp = (at: Instant): Timestamp => new Date(at).toISOString();
export const instant = (at: Timestamp): Instant => Date.parse(at);

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Ten years: longer than anything waits, and an instant that far ahead can still be written. */
const LONGEST: Millis = 3_650 * UNITS.d;

/** A duration as people write it in files: `45m`, `90s`, `2h`, `250ms`. */
export const Duration = z
  .string()
  .regex(/^\d+(ms|s|m|h|d)$/, { error: 'a duration such as 45m, 90s or 2h', abort: true })
  .refine((it) => millis(it) <= LONGEST, 'a duration of at most 3650d')
  .describe('A whole number and a unit: ms, s, m, h or d');
export type Duration = z.infer<typeof Duration>;

export function millis(duration: string): Millis {
  const [, count, unit] = /^(\d+)(ms|s|m|h|d)$/.exec(duration) ?? [];
  if (!count || !unit) throw new RangeError(`not a duration: ${duration}`);
  return Number(count) * UNITS[unit as keyof typeof UNITS];
}

// Parses when a limit ends, as programs tell people: after a while, or at a time of day.

import { type Instant, type Timestamp, timestamp } from '../../contracts/time.ts';

const LONGEST_REST = 40 * 86_400_000;

/** For a reading: empty if no limit could end at that time. */
export const resets = (reset: Instant | undefined, now: Instant): { resetAt?: Timestamp } =>
  reset !== undefined && reset > now - 86_400_000 && reset < now + LONGEST_REST ? { resetAt: timestamp(reset) } : {};

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `3h59m58s`, `in 2 days 4 hours`, `43.5s`, counted from a given moment. */
export function durationIn(text: string | undefined, from: Instant): Instant | undefined {
  const parts = [
    ...(text ?? '').matchAll(/(\d+(?:\.\d+)?)\s*(ms|milliseconds?|s|sec|seconds?|m|min|minutes?|h|hours?|d|days?)(?![a-z])/gi),
  ];
  if (parts.length === 0) return undefined;
  return parts.reduce((at, [, amount, unit = '']) => at + Number(amount) * (UNITS[shortOf(unit.toLowerCase())] ?? 0), from);
}

const shortOf = (unit: string): string => (unit.startsWith('ms') || unit.startsWith('milli') ? 'ms' : unit.slice(0, 1));

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `try again at 10:23 AM`, `at Nov 25th, 2026 10:23 AM`, in the time zone of this machine: the next such time. */
export function timeOfDayIn(text: string, now: Instant): Instant | undefined {
  const said = /at (?:([A-Z][a-z]{2})[a-z]* (\d{1,2})(?:st|nd|rd|th)?,? (\d{4}) )?(\d{1,2}):(\d{2}) ?([AP])M/i.exec(text);
  if (!said) return undefined;
  const [, month, day, year, hour, minute, half] = said;
  const hours = (Number(hour) % 12) + (half?.toUpperCase() === 'P' ? 12 : 0);
  if (month !== undefined) {
    return new Date(Number(year), MONTHS.indexOf(month.toLowerCase()), Number(day), hours, Number(minute)).getTime();
  }
  const today = new Date(now);
  const at = new Date(today.getFullYear(), today.getMonth(), today.getDate(), hours, Number(minute)).getTime();
  // The minute that it names may just have started.
  if (at >= now - 60_000) return at;
  return new Date(today.getFullYear(), today.getMonth(), today.getDate() + 1, hours, Number(minute)).getTime();
}

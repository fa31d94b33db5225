// How quantities are written for people. An unknown value is written “unknown”, never 0.

import type { Millis, Timestamp } from '../../contracts/time.ts';

export const UNKNOWN = 'unknown';

export function duration(ms: Millis | null): string {
  if (ms === null || !Number.isFinite(ms) || ms < 0) return UNKNOWN;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1).replace('.0', '')} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

export function between(from: Timestamp | null, to: Timestamp | null): Millis | null {
  if (from === null || to === null) return null;
  return Math.max(0, Date.parse(to) - Date.parse(from));
}

/** `10:15:30`, always UTC. */
export const clockTime = (at: Timestamp): string => at.slice(11, 19);
/** `2026-11-21 10:15 UTC` */
export const dateTime = (at: Timestamp): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;

export function money(usd: number): string {
  if (usd === 0) return '$0';
  return usd < 0.01 ? '< $0.01' : `$${usd.toFixed(2)}`;
}

export function count(n: number, one: string, many = `${one}s`): string {
  return `${grouped(n)} ${n === 1 ? one : many}`;
}

/** 12,400: grouped here, so that a report does not depend on the reader's locale. */
export function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

export function bytes(n: number): string {
  if (n < 1_024) return `${n} B`;
  if (n < 1_048_576) return `${(n / 1_024).toFixed(1)} KiB`;
  if (n < 1_073_741_824) return `${(n / 1_048_576).toFixed(1)} MiB`;
  return `${(n / 1_073_741_824).toFixed(1)} GiB`;
}

/** `a, b and c` */
export function listed(items: readonly string[]): string {
  if (items.length <= 1) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** The first few, and the number of the rest. */
export function listedUpTo(items: readonly string[], most: number): string {
  return items.length <= most ? listed(items) : `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
}

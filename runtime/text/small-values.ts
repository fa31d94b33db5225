// Estimates the size of a value, and stops once it is clearly too large: small values are written at once, larger ones in steps.

/** Roughly the number of characters that are written in a tenth of a millisecond. */
const SMALL = 20_000;
/** What each value costs in addition to its characters. */
const EACH = 8;

export const isSmall = (value: unknown): boolean => weighed(value, SMALL) >= 0;

/**
 * The index of the first item that does not fit in one step with those before it, starting at `from`; `from` itself if that item
 * alone is too large.
 */
export function endOfSmallBatch(items: readonly unknown[], from: number): number {
  let left = SMALL;
  let at = from;
  for (; at < items.length; at++) {
    left = weighed(items[at], left);
    if (left < 0) break;
  }
  return at;
}

/** The budget left after this value; negative as soon as the budget is exceeded. */
function weighed(value: unknown, most: number): number {
  if (typeof value === 'string') return most - value.length - EACH;
  let left = most - EACH;
  if (typeof value !== 'object' || value === null) return left;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length && left >= 0; at++) left = weighed(value[at], left);
    return left;
  }
  for (const key in value) {
    if (left < 0) break;
    left = weighed((value as Record<string, unknown>)[key], left - key.length);
  }
  return left;
}

// How much text a value comes to, looked at no further than it matters: what is light is written at once, and the rest in steps.

/** Letters, more or less, that are written in a tenth of a millisecond. */
const LIGHT = 20_000;
/** What a value costs beside its letters. */
const EACH = 8;

export const isLight = (value: unknown): boolean => weighed(value, LIGHT) >= 0;

/** Where the items from this one on are no longer light together; that one's own place where it is not even alone. */
export function lightUntil(items: readonly unknown[], from: number): number {
  let left = LIGHT;
  let at = from;
  for (; at < items.length; at++) {
    left = weighed(items[at], left);
    if (left < 0) break;
  }
  return at;
}

/** What is left of so much; it stops below nothing. */
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

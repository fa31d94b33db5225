// How a text is made shorter: never in the middle of a character, and with a mark that says so. Apart from text.ts so
// that a built-in worker can cut its words without loading a schema library.

/** The first so many UTF-16 units, without half a character at the end; for where a mark would be wrong, as in a quote. */
export function beginning(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text.slice(0, Math.max(0, most));
  return /[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept;
}

/** Where a text may be this long, its mark has room to say how long it was. */
const TELLS_LENGTH = 1_000;

/** At most so many UTF-16 units, as a schema counts them, with a mark where something is missing. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const mark = most < TELLS_LENGTH ? '…' : `… [cut, ${text.length} characters in all]`;
  return `${beginning(text, most - mark.length)}${mark}`;
}

/** The mark of a list that was cut. */
export const andMore = (left: number): string => `and ${left} more`;

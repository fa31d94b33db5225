// Shortens a text: never in the middle of a character, and with a mark that says so. Separate from text.ts so that a built-in
// worker can shorten texts without loading a schema library.

/** The first `most` UTF-16 units, without half a character at the end; for places where a mark would be wrong, such as a quote. */
export function firstCharacters(text: string, most: number): string {
  if (text.length <= most) return text;
  const kept = text.slice(0, Math.max(0, most));
  return withoutPartialCharacter(/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept, text);
}

/** A part of a joined emoji: a pictograph with an optional modifier. */
const JOINED =
  /(?:\p{Extended_Pictographic}[\p{M}\p{Emoji_Modifier}]{0,2}\u200d)*\p{Extended_Pictographic}?[\p{M}\p{Emoji_Modifier}]{0,2}\u200d?$/u;
/** Longer sequences are not real emoji. */
const LONGEST_JOINED = 40;

/** Drops the rest of a joined emoji (`👩‍👩‍👧`) that was cut in the middle, because its joiner would be an invisible character. */
export function withoutPartialCharacter(kept: string, text: string): string {
  if (!kept.endsWith('\u200d') && text[kept.length] !== '\u200d') return kept;
  const end = kept.slice(-LONGEST_JOINED);
  return kept.slice(0, kept.length - end.length) + end.replace(JOINED, '');
}

/** From this limit on, the mark also says how long the text was. */
const TELLS_LENGTH = 1_000;

/** At most `most` UTF-16 units, as schemas count them, with a mark if something is missing. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const mark = most < TELLS_LENGTH ? '…' : `… [cut, ${text.length} characters in all]`;
  return `${firstCharacters(text, most - mark.length)}${mark}`;
}

/** The mark at the end of a list that was cut. */
export const andMore = (left: number): string => `and ${left} more`;

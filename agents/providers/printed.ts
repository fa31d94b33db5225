// Reads the terminal output of a program: escape sequences are removed, and every line that is a JSON object is parsed, whatever is
// in between. What cannot be parsed is skipped and never fails a run.

import { withoutSequences } from '../../runtime/text/invisible-characters.ts';

export type Line = Record<string, unknown>;

export const plainOutput = withoutSequences;

export function jsonLines(output: string): Line[] {
  return plainOutput(output)
    .split('\n')
    .flatMap((line) => {
      const from = line.indexOf('{"');
      if (from < 0) return [];
      try {
        const value: unknown = JSON.parse(line.slice(from));
        return isLine(value) ? [value] : [];
      } catch {
        return [];
      }
    });
}

/** How much of the end is searched for a line. A longer line is not for people, and cut it could show half a secret, which nothing would mask. */
const SEARCHED = 16_384;
const LONGEST_LINE = 300;

/** The last line with a letter or a digit that is no JSON; a line that was drawn again and again counts as it was drawn last. */
export function lastLineOf(output: string): string | undefined {
  const line = output
    .slice(-SEARCHED)
    .split(/[\r\n]+/)
    .map((it) => plainOutput(it).trim())
    .findLast((it) => /[\p{L}\p{N}]/u.test(it) && !/^[[{]"|^[\]}]/.test(it));
  return line === undefined || line.length > LONGEST_LINE ? undefined : line;
}

export const isLine = (value: unknown): value is Line => typeof value === 'object' && value !== null && !Array.isArray(value);
/** The object under a key; an empty one if there is none, so that looking deeper finds nothing. */
export const inside = (line: Line | undefined, key: string): Line => {
  const value = line?.[key];
  return isLine(value) ? value : {};
};
export const listIn = (line: Line | undefined, key: string): unknown[] => {
  const value = line?.[key];
  return Array.isArray(value) ? value : [];
};
export const textIn = (line: Line | undefined, key: string): string | undefined => {
  const value = line?.[key];
  return typeof value === 'string' ? value : undefined;
};
/** A plausible count, or null. */
export const countIn = (line: Line | undefined, key: string): number | null => {
  const value = line?.[key];
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
};

/** The sum; unknown as soon as one part is unknown, or if it is impossibly large. */
export function sum(parts: readonly (number | null)[]): number | null {
  if (parts.length === 0 || parts.includes(null)) return null;
  const all = parts.reduce<number>((total, it) => total + (it ?? 0), 0);
  return Number.isSafeInteger(all) ? all : null;
}

/** For a reading: something was printed, but no line of it has a kind that the adapter knows. */
export const unreadUnless = (kinds: readonly string[], lines: readonly Line[], output: string): { unread?: true } =>
  output.trim() === '' || lines.some((it) => kinds.includes(textIn(it, 'type') ?? '')) ? {} : { unread: true };
